import { percentile } from "../figures.ts";
import type { Projected } from "./follower.ts";
import type { Written } from "./writers.ts";

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
}

export interface DelayEvidence {
  readonly seconds: number;
  readonly written: Written;
  readonly projected: Projected;
}

export function delayFigures({ seconds, written, projected }: DelayEvidence): DelayFigures {
  const when = new Map(projected);
  const committed = new Map(written);
  const delays = written.flatMap(([id, at]) => {
    const projectedAt = when.get(id);
    return projectedAt === undefined ? [] : [projectedAt - at];
  });
  return {
    seconds,
    events: written.length,
    skipped: written.length - delays.length,
    doubled: projected.length - when.size,
    invented: [...when.keys()].filter((id) => !committed.has(id)).length,
    p50Ms: percentile(delays, 0.5),
    p99Ms: percentile(delays, 0.99),
    mostMs: percentile(delays, 1),
  };
}

export function delayText(figures: DelayFigures): string {
  const { seconds, events, skipped, doubled, invented, p50Ms, p99Ms, mostMs } = figures;
  const times = `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, at most ${mostMs.toFixed(1)} ms`;
  return `From commit to projection, 16 slow writers and a foreign transaction for ${seconds} s: ${times}; ${events} events, ${skipped} skipped, ${doubled} doubled, ${invented} invented`;
}
