import { type Bell, bell } from "../bell.ts";

/** Places for commands under way, shared by all workflows of a node. */
export interface NodeSlots {
  /** Resolves with true when a place was taken, with false when the signal aborts first. */
  take(signal: AbortSignal): Promise<boolean>;
  release(): void;
}

export function nodeSlots(places: number): NodeSlots {
  let free = places;
  const freed: Bell = bell();
  return {
    take: async (signal) => {
      while (free === 0 && !signal.aborted) await freed.next(signal);
      if (signal.aborted) return false;
      free--;
      return true;
    },
    release: () => {
      free++;
      freed.ring();
    },
  };
}
