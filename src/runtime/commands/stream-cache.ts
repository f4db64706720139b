import type { StreamHead } from "../../store/event-store.ts";

/** An aggregate as of its last known event. The head travels along, so that an append finds out when it is stale. */
export interface CachedStream {
  readonly state: unknown;
  readonly head: StreamHead;
  /** Version of its last snapshot, as far as this node knows; 0 for none. */
  readonly kept: number;
}

/** The streams used last, at most `max` of them. */
export interface StreamCache {
  get(key: string): CachedStream | undefined;
  set(key: string, stream: CachedStream): void;
  delete(key: string): void;
  /** Lets go of all others. */
  retain(stays: (key: string) => boolean): void;
}

/**
 * Two generations: when the younger is full, the older one is let go. Nearly what "least recently used" keeps, without a price
 * for each use (a Map whose first entry is taken out again and again grows slow).
 */
export function streamCache(max: number): StreamCache {
  const half = Math.max(1, Math.floor(max / 2));
  let young = new Map<string, CachedStream>();
  let old = new Map<string, CachedStream>();
  const keep = (key: string, stream: CachedStream): void => {
    young.set(key, stream);
    if (young.size < half) return;
    old = young;
    young = new Map();
  };
  return {
    get: (key) => {
      const found = young.get(key);
      if (found !== undefined) return found;
      const older = old.get(key);
      if (older !== undefined) keep(key, older);
      return older;
    },
    set: (key, stream) => {
      if (max > 0) keep(key, stream);
    },
    delete: (key) => {
      young.delete(key);
      old.delete(key);
    },
    retain: (stays) => {
      for (const streams of [young, old]) for (const key of streams.keys()) if (!stays(key)) streams.delete(key);
    },
  };
}
