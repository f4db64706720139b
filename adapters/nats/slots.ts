/** Bounds how many are under way at once. */
export interface Slots {
  /** Resolves when one is free, in order of arrival. It has to be given back. */
  take(): Promise<void>;
  giveBack(): void;
}

export function slots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    take: () => {
      if (free === 0) return new Promise((resolve) => waiting.push(resolve));
      free--;
      return Promise.resolve();
    },
    giveBack: () => {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    },
  };
}
