/** Four steps to a doubling, from a tenth of a millisecond to about two minutes: a quantile is off by a tenth at most. */
const firstMs = 0.1;
const stepsPerDoubling = 4;
const steps = 84;

/** Counts durations by their size: how many fell where, never which. */
export interface LatencyCounts {
  readonly total: number;
  add(ms: number): void;
  /** Milliseconds that a part (0 to 1) of the durations did not exceed, within a tenth; null where there were none. */
  quantile(part: number): number | null;
  clear(): void;
}

export function latencyCounts(): LatencyCounts {
  const counts = new Uint32Array(steps);
  let total = 0;
  return {
    get total() {
      return total;
    },
    add: (ms) => {
      const step = ms <= firstMs ? 0 : Math.ceil(Math.log2(ms / firstMs) * stepsPerDoubling);
      const at = Math.min(steps - 1, step);
      counts[at] = (counts[at] ?? 0) + 1;
      total++;
    },
    quantile: (part) => {
      if (total === 0) return null;
      let left = Math.max(1, Math.ceil(part * total));
      const step = counts.findIndex((count) => {
        left -= count;
        return left <= 0;
      });
      return firstMs * 2 ** (step / stepsPerDoubling);
    },
    clear: () => {
      counts.fill(0);
      total = 0;
    },
  };
}
