import type { FaultKind } from "./faults/fault.ts";

/** What a run writes as JSON. Every count is 0 when `ok`; `reattempts` may be anything. */
export interface ChaosResult {
  readonly ok: boolean;
  /** Sentences: why not ok. */
  readonly why: readonly string[];
  readonly seed: number;
  readonly seconds: number;
  readonly nodes: number;
  readonly pooler: boolean;
  readonly break: string | null;
  /** Acknowledged. */
  readonly commands: number;
  /** Of the application, in the log. */
  readonly events: number;
  readonly faults: Readonly<Record<FaultKind, number>>;
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
}
