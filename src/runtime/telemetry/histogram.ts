/** Values counted by size: what a reader needs to tell how they are spread. */
export interface HistogramPoint {
  /** Upper bounds, ascending, each included. */
  readonly bounds: readonly number[];
  /** How many values lie in each stretch; one more than bounds: the last for what is above them all. */
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

/** A class, since it only grows: counting a value makes nothing new. */
export class Histogram implements HistogramPoint {
  readonly bounds: readonly number[];
  readonly counts: number[];
  sum = 0;
  count = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  add(value: number): void {
    const { bounds, counts } = this;
    let at = 0;
    while (at < bounds.length && value > (bounds[at] ?? 0)) at++;
    counts[at] = (counts[at] ?? 0) + 1;
    this.sum += value;
    this.count++;
  }
}
