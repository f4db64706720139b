import { smallestMask } from "../node/watch-segments.ts";

/** A timer that fired; times in milliseconds since 1970. */
export interface Firing {
  readonly alarm: string;
  readonly dueAt: number;
  /** When the transaction that set it was committed, and the one in which it fired. */
  readonly setAt: number;
  readonly firedAt: number;
}

export interface TimerFindings {
  readonly fired: number;
  readonly missed: number;
  readonly doubled: number;
  readonly early: number;
  readonly setLate: number;
  readonly lateness: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** Each of so many timers fired once, and none before it was due. */
export function judgeTimers(firings: readonly Firing[], count: number): TimerFindings {
  const fired = new Set(firings.map(({ alarm }) => alarm)).size;
  const late = firings.map(({ dueAt, setAt, firedAt }) => firedAt - Math.max(dueAt, setAt)).sort((a, b) => a - b);
  const at = (share: number): number => Math.round(late[Math.floor((late.length - 1) * share)] ?? 0);
  return {
    fired,
    missed: count - fired,
    doubled: firings.length - fired,
    early: firings.filter(({ dueAt, firedAt }) => firedAt < dueAt).length,
    setLate: firings.filter(({ dueAt, setAt }) => setAt > dueAt).length,
    lateness: { p50: at(0.5), p99: at(0.99), max: at(1) },
  };
}

/** A transaction on a segment. */
export interface FiringBatch {
  readonly id: number;
  readonly mask: number;
  readonly epoch: number;
  /** Whoever owned the segment at its end. */
  readonly owned: number | null;
  readonly fired: number;
}

/** Timers that fired although the segment was another's by then, or behind a transaction of a later owner. In order of the transactions. */
export function judgeStale(batches: readonly FiringBatch[]): number {
  const latest = new Map<number, number>();
  let stale = 0;
  for (const { id, mask, epoch, owned, fired } of batches) {
    let late = owned !== epoch;
    for (let part = id; part <= smallestMask; part += mask + 1) {
      if (epoch < (latest.get(part) ?? epoch)) late = true;
      latest.set(part, Math.max(epoch, latest.get(part) ?? epoch));
    }
    if (late) stale += fired;
  }
  return stale;
}
