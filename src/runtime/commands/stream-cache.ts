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
}

export function streamCache(max: number): StreamCache {
  // A Map keeps the order of insertion: what was used goes to the end, what is first was not used for longest.
  const streams = new Map<string, CachedStream>();
  return {
    get: (key) => {
      const found = streams.get(key);
      if (found === undefined) return undefined;
      streams.delete(key);
      streams.set(key, found);
      return found;
    },
    set: (key, stream) => {
      streams.delete(key);
      streams.set(key, stream);
      if (streams.size <= max) return;
      const oldest = streams.keys().next();
      if (!oldest.done) streams.delete(oldest.value);
    },
    delete: (key) => {
      streams.delete(key);
    },
  };
}
