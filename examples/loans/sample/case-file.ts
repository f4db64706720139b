import type { Dice } from "./dice.ts";

/** One application's rows while they are made up. */
export interface CaseFile extends Dice {
  readonly rows: readonly string[];
  /** Something happens to the application or an offer; a second or so later than what was before. */
  happens(activity: string): void;
  /** The same, at the very moment of what was before. */
  andAtOnce(activity: string): void;
  schedule(work: string): void;
  start(work: string): void;
  complete(work: string): void;
  /** Somebody else takes over, some hours or days later. */
  later(hours: { readonly least: number; readonly most: number }): void;
}

export interface CaseStart {
  readonly id: string;
  readonly dice: Dice;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

const clerks = ["c-101", "c-102", "c-103", "c-104", "c-105", "c-106", "c-107", "c-108"] as const;

export function caseFile({ id, dice, startedAt }: CaseStart): CaseFile {
  const rows: string[] = [];
  const head = `${id},${dice.between(10, 500) * 100},${isoTime(startedAt)}`;
  let now = startedAt;
  let who = "web";
  const row = (activity: string, lifecycle = "COMPLETE"): void => {
    rows.push(`${head},${activity},${lifecycle},${who},${isoTime(now)}`);
  };
  const pass = (least: number, most: number): void => {
    now += dice.between(least, most);
  };
  return {
    ...dice,
    rows,
    happens: (activity) => {
      if (rows.length > 0) pass(80, 2_500);
      row(activity);
    },
    andAtOnce: (activity) => row(activity),
    schedule: (work) => {
      pass(200, 1_500);
      row(work, "SCHEDULE");
    },
    start: (work) => row(work, "START"),
    complete: (work) => {
      pass(20_000, 1_200_000);
      row(work, "COMPLETE");
    },
    later: ({ least, most }) => {
      pass(least * 3_600_000, most * 3_600_000);
      who = dice.chance(0.05) ? "" : dice.oneOf(clerks);
    },
  };
}

/** The bank's clock stands an hour before UTC all the year. */
function isoTime(ms: number): string {
  return new Date(ms + 3_600_000).toISOString().replace("Z", "+01:00");
}
