import type { FaultKind } from "./faults/fault.ts";
import type { App } from "./options.ts";

/** What every run writes as JSON. */
export interface RunResult {
  readonly ok: boolean;
  /** Sentences: why not ok. */
  readonly why: readonly string[];
  readonly app: App;
  readonly seed: number;
  /** Of load and faults. */
  readonly seconds: number;
  readonly nodes: number;
  readonly pooler: boolean;
  readonly break: string | null;
  readonly faults: Readonly<Record<FaultKind, number>>;
}

/** Of the accounts. Every count is 0 when `ok`; `reattempts`, `letters` and `rebuilds` may be anything. */
export interface AccountsResult extends RunResult {
  readonly app: "accounts";
  /** Acknowledged. */
  readonly commands: number;
  /** Of the application, in the log. */
  readonly events: number;
  readonly lost: number;
  readonly doubled: number;
  readonly skipped: number;
  readonly reordered: number;
  readonly overlaps: number;
  readonly diverged: number;
  /** Stretches of more than 10 s without progress. */
  readonly stalls: number;
  /** Events that a reactor was called with again: harmless. */
  readonly reattempts: number;
  /** Parked when the handler was mended, all retried since. */
  readonly letters: number;
  /** Projections that were built once more beside their rows, and put in their place. */
  readonly rebuilds: number;
}

/** Of the bank. */
export interface BankResult extends RunResult {
  readonly app: "bank";
  /** Requested. */
  readonly transfers: number;
  /** The money is where it was to go. */
  readonly completed: number;
  /** Withdrawn, and given back. */
  readonly compensated: number;
  /** Failed before any money moved. */
  readonly refused: number;
  /** From the first request to the last end, faults included. */
  readonly transfersPerSecond: number;
  /** Of the accounts, in the log. */
  readonly events: number;
  /** Of workflows, done or rejected. */
  readonly commands: number;
  /** From here on each is 0 when `ok`. Cents that came or went, in the log or in the projection. */
  readonly lostMoney: number;
  /** Money that moved otherwise than its transfer has ended. */
  readonly wrong: number;
  /** Ids that made more than one event, that nobody knows, or that were rejected and made one all the same. */
  readonly doubledCommands: number;
  /** Ids that were done and are not in the log, or whose outcome is not known. */
  readonly lostCommands: number;
  /** Acknowledged and not in the log. */
  readonly lostTransfers: number;
  /** Without an instance, or with one that has not ended. */
  readonly unfinished: number;
  readonly stuck: number;
  /** Timers of instances that have ended. */
  readonly leftTimers: number;
  readonly overlaps: number;
}

/** Of the timers. */
export interface TimersResult extends RunResult {
  readonly app: "timers";
  readonly count: number;
  /** Timers that fired. */
  readonly fired: number;
  /** Milliseconds from the due time to the commit in which it fired. */
  readonly lateness: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Set only after they were due: their lateness counts from there. */
  readonly setLate: number;
  /** From here on each is 0 when `ok`. */
  readonly missed: number;
  readonly doubled: number;
  readonly early: number;
  /** Fired by a node while another one owned the segment, or behind a batch of a later owner. */
  readonly stale: number;
  /** Still there although all have fired. */
  readonly leftTimers: number;
  readonly overlaps: number;
}

export type ChaosResult = AccountsResult | BankResult | TimersResult;
