/** What one timed stretch came to. */
export interface Figures {
  /** Commands (or rows) a second. */
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The smallest value that `part` (0 to 1) of the values do not exceed. @throws RangeError where there are none */
export function percentile(values: ArrayLike<number>, part: number): number {
  const sorted = Float64Array.from(values).sort();
  const value = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
  if (value === undefined) throw new RangeError("Cannot take a percentile: there are no values; measure longer");
  return value;
}

/** The middle value; of an even number the mean of the two in the middle. @throws RangeError where there are none */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined)
    throw new RangeError("Cannot take a median: there are no values; measure at least once");
  return (low + high) / 2;
}

/** The figures of several rounds: the median of each. */
export function medianFigures(rounds: readonly Figures[]): Figures {
  return {
    rate: median(rounds.map(({ rate }) => rate)),
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
  };
}

/** Every latency of a stretch is kept, so percentiles are exact. */
export function figuresOf(latencies: ArrayLike<number>, { timedMs, perCall }: Stretch): Figures {
  if (latencies.length === 0)
    throw new Error(`Cannot tell a rate: nothing was completed within ${timedMs} ms; measure longer (--seconds)`);
  return {
    rate: (latencies.length * perCall * 1000) / timedMs,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}

export interface Stretch {
  readonly timedMs: number;
  /** What one call counts. */
  readonly perCall: number;
}
