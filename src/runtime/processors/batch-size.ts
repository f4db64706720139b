/** How many events a segment's next batch gathers. */
export interface BatchSize {
  current(): number;
  /** A batch of so many events took so many milliseconds. */
  done(events: number, ms: number): void;
  /** A batch failed: what is done again is as small as it can be. */
  failed(): void;
}

/** Milliseconds: a batch that takes longer holds its segment's lock, and what others wait for, long enough. */
const quick = 250;

/**
 * Grows while batches are full and quick, as when a segment catches up: a row that a batch meets again is then loaded and written
 * once for all of its events. Never below `least`, never beyond `most`.
 */
export function batchSize({ least, most }: { readonly least: number; readonly most: number }): BatchSize {
  let size = least;
  return {
    current: () => size,
    done: (events, ms) => {
      if (ms > 2 * quick) size = Math.max(least, Math.floor(size / 2));
      else if (ms <= quick && events >= size) size = Math.min(most, size * 2);
      else if (events < least) size = least;
    },
    failed: () => {
      size = least;
    },
  };
}
