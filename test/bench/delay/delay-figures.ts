import { percentile } from "../figures.ts";
import type { Projected } from "./follower.ts";
import type { Written } from "./ready-times.ts";

/** From an event's commit to the commit of its projection. */
export interface DelayFigures {
  readonly seconds: number;
  readonly events: number;
  /** Committed and never projected. */
  readonly skipped: number;
  /** Projected again. */
  readonly doubled: number;
  /** Projected and never committed. */
  readonly invented: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
  /** The part of it that nobody could avoid: while a transaction was open that had drawn an earlier position. */
  readonly inherent: DelayTimes;
  /** From there to the commit of the projection. */
  readonly own: DelayTimes;
}

/** Milliseconds. */
export interface DelayTimes {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface DelayEvidence {
  readonly seconds: number;
  readonly written: Written;
  readonly projected: Projected;
}

export function delayFigures({ seconds, written, projected }: DelayEvidence): DelayFigures {
  const when = new Map(projected);
  const committed = new Set(written.map(([id]) => id));
  const seen = written.flatMap(([id, at, ready]) => {
    const projectedAt = when.get(id);
    return projectedAt === undefined ? [] : [{ at, ready, projectedAt }];
  });
  const delays = seen.map(({ at, projectedAt }) => projectedAt - at);
  return {
    seconds,
    events: written.length,
    skipped: written.length - delays.length,
    doubled: projected.length - when.size,
    invented: [...when.keys()].filter((id) => !committed.has(id)).length,
    p50Ms: percentile(delays, 0.5),
    p99Ms: percentile(delays, 0.99),
    mostMs: percentile(delays, 1),
    inherent: times(seen.map(({ at, ready }) => ready - at)),
    own: times(seen.map(({ ready, projectedAt }) => projectedAt - ready)),
  };
}

function times(delays: readonly number[]): DelayTimes {
  return { p50Ms: percentile(delays, 0.5), p99Ms: percentile(delays, 0.99) };
}

export function delayText(figures: DelayFigures): string {
  const { seconds, events, skipped, doubled, invented, p50Ms, p99Ms, mostMs, inherent, own } = figures;
  const parts = `of it p50 ${inherent.p50Ms.toFixed(1)} ms, p99 ${inherent.p99Ms.toFixed(1)} ms while an earlier transaction was open, and from there p50 ${own.p50Ms.toFixed(1)} ms, p99 ${own.p99Ms.toFixed(1)} ms`;
  const total = `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, at most ${mostMs.toFixed(1)} ms`;
  return `From commit to projection, 16 slow writers and a foreign transaction for ${seconds} s: ${total}; ${parts}; ${events} events, ${skipped} skipped, ${doubled} doubled, ${invented} invented`;
}
