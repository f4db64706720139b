import { median } from "../figures.ts";

/** A median and the interval that holds the true one with the given probability at least. */
export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The median of independent values with its distribution-free 95% interval: two order statistics, as the sign test has them.
 * Source: Conover, Practical Nonparametric Statistics, confidence interval for a quantile. @throws RangeError below six values
 */
export function medianInterval(values: readonly number[]): MedianInterval {
  const sorted = [...values].sort((a, b) => a - b);
  const inner = leftOut(sorted.length);
  const [low, high] = [sorted[inner], sorted[sorted.length - 1 - inner]];
  if (inner < 0 || low === undefined || high === undefined)
    throw new RangeError("Cannot tell a 95% interval: there are fewer than six values; measure more often");
  return { median: median(sorted), low, high };
}

/** So many values may be left out at each end; -1 where even none leaves less than 95%. */
function leftOut(count: number): number {
  let [tail, ways, inner] = [0, 1, -1];
  for (let below = 0; below < count / 2; below++) {
    tail += ways * 0.5 ** count;
    if (2 * tail > 0.05) break;
    inner = below;
    ways = (ways * (count - below)) / (below + 1);
  }
  return inner;
}
