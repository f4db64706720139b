import type { LogRow } from "./log-row.ts";

interface OffersOfCase {
  made: number;
  /** Neither answered nor cancelled, oldest first. */
  readonly open: string[];
}

/**
 * Which offer a row of the log is about; the log does not say. An offer begins with `O_SELECTED`. The bank selects a new one
 * before it cancels the one it replaces, so a cancellation is about the oldest open offer, and every other row about the newest.
 */
export function offerTracker(): (row: LogRow) => string {
  const cases = new Map<string, OffersOfCase>();
  return ({ caseId, activity }) => {
    const offers = cases.get(caseId) ?? { made: 0, open: [] };
    cases.set(caseId, offers);
    if (activity === "O_SELECTED") {
      offers.made += 1;
      offers.open.push(`${caseId}-${offers.made}`);
    }
    const id = (activity === "O_CANCELLED" ? offers.open.at(0) : offers.open.at(-1)) ?? `${caseId}-${offers.made}`;
    if (ending.has(activity)) offers.open.splice(offers.open.indexOf(id), 1);
    return id;
  };
}

const ending: ReadonlySet<string> = new Set(["O_ACCEPTED", "O_DECLINED", "O_CANCELLED"]);
