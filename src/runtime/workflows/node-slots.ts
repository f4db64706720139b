/** Places for commands under way, shared by all workflows of a node. */
export interface NodeSlots {
  /** Resolves with true when a place was taken, with false when the signal aborts first. Who asked first gets the next one. */
  take(signal: AbortSignal): Promise<boolean>;
  release(): void;
}

export function nodeSlots(places: number): NodeSlots {
  let free = places;
  const waiting = new Set<() => void>();
  return {
    take: async (signal) => {
      if (signal.aborted) return false;
      if (free === 0) return handedOver(waiting, signal);
      free--;
      return true;
    },
    release: () => {
      const [first] = waiting;
      if (first === undefined) free++;
      else first();
    },
  };
}

/** A place goes from hand to hand: who waits for one wakes once, and nobody else does. */
function handedOver(waiting: Set<() => void>, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const leave = (taken: boolean): void => {
      waiting.delete(take);
      signal.removeEventListener("abort", giveUp);
      resolve(taken);
    };
    const take = (): void => leave(true);
    const giveUp = (): void => leave(false);
    waiting.add(take);
    signal.addEventListener("abort", giveUp, { once: true });
  });
}
