import type { Journal } from "./journal.ts";

/** What a transaction does to a map: seen by itself at once, by others after `commit`. */
export interface StagedMap<Value> {
  get(key: string): Value | undefined;
  /** Undefined removes it. */
  set(key: string, value: Value | undefined): void;
  entries(): readonly (readonly [string, Value])[];
  commit(): void;
}

export function stagedMap<Value>(base: Map<string, Value>, journal: Journal): StagedMap<Value> {
  const changed = new Map<string, Value | undefined>();
  const get = (key: string): Value | undefined => (changed.has(key) ? changed.get(key) : base.get(key));
  return {
    get,
    set: (key, value) => {
      const [had, before] = [changed.has(key), changed.get(key)];
      journal.note(() => {
        if (had) changed.set(key, before);
        else changed.delete(key);
      });
      changed.set(key, value);
    },
    entries: () =>
      [...new Set([...base.keys(), ...changed.keys()])].flatMap((key) => {
        const value = get(key);
        return value === undefined ? [] : [[key, value] as const];
      }),
    commit: () => {
      for (const [key, value] of changed) {
        if (value === undefined) base.delete(key);
        else base.set(key, value);
      }
    },
  };
}
