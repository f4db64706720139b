export interface ProgressOptions {
  /** Milliseconds, as are the times. */
  readonly from: number;
  readonly to: number;
  /** The longest time without any progress that is allowed. */
  readonly withinMs: number;
}

/** How often nothing moved for longer than allowed. */
export function judgeProgress(times: readonly number[], { from, to, withinMs }: ProgressOptions): number {
  const inside = times.filter((time) => time >= from && time <= to).sort((a, b) => a - b);
  let [last, stalls] = [from, 0];
  for (const time of [...inside, to]) {
    if (time - last > withinMs) stalls++;
    last = time;
  }
  return stalls;
}
