export interface ProgressOptions {
  /** Milliseconds, as are the times. */
  readonly from: number;
  readonly to: number;
  /** The longest time without any progress that is allowed. */
  readonly withinMs: number;
}

/** Nothing moved for longer than allowed: milliseconds from the beginning. */
export interface Stall {
  readonly afterMs: number;
  readonly forMs: number;
}

export function stallsOf(times: readonly number[], { from, to, withinMs }: ProgressOptions): readonly Stall[] {
  const inside = times.filter((time) => time >= from && time <= to).sort((a, b) => a - b);
  const stalls: Stall[] = [];
  let last = from;
  for (const time of [...inside, to]) {
    if (time - last > withinMs) stalls.push({ afterMs: last - from, forMs: time - last });
    last = time;
  }
  return stalls;
}

/** For who looks for the reason in the faults of that moment. */
export function stallText(what: string, { afterMs, forMs }: Stall): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  return `${what} stood still for ${seconds(forMs)} s, ${seconds(afterMs)} s after the beginning`;
}
