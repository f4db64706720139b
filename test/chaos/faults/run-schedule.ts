import { setTimeout as pause } from "node:timers/promises";
import type { DoneFault } from "../judges/judge-faults.ts";
import { carryOut, type Victims } from "./carry-out.ts";
import type { Fault } from "./fault.ts";

export interface ScheduleRun {
  /** Milliseconds since 1970 when the load began. */
  readonly began: number;
  readonly victims: Victims;
  readonly say: (line: string) => void;
  /** Ends it early: no more faults from then on. */
  readonly signal?: AbortSignal;
}

/** Carries the faults out at their times, each beside the others; answers those that hit somebody. */
export async function runSchedule(
  schedule: readonly Fault[],
  { began, victims, say, signal }: ScheduleRun,
): Promise<readonly DoneFault[]> {
  const done: DoneFault[] = [];
  const restarts = inTurn();
  const one = async (fault: Fault): Promise<void> => {
    const { kind, form, target, atMs } = fault;
    const carry = (): Promise<boolean> => carryOut(fault, victims);
    const hit = await (kind === "restart" ? restarts(carry) : carry()).catch((error: unknown) => {
      say(`  ${form} could not be done: ${error instanceof Error ? error.message : error}`);
      return false;
    });
    if (hit) done.push({ kind, atMs });
    say(`  ${(atMs / 1000).toFixed(1).padStart(6)} s  ${form} (node ${target + 1})${hit ? "" : ": hit nobody"}`);
  };
  const all: Promise<void>[] = [];
  for (const fault of schedule) {
    await pause(Math.max(0, began + fault.atMs - Date.now()), undefined, { signal }).catch(() => {});
    if (signal?.aborted) break;
    all.push(one(fault));
  }
  await Promise.all(all);
  return done;
}

/** One after another. */
function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
}
