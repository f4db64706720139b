import type { Wakes } from "../../src/runtime/mod.ts";

/** Told within this process, which is all that can append. */
export function memoryWakes(): Wakes {
  const listeners = new Set<() => void>();
  return {
    listen: async (wake, signal) => {
      if (signal.aborted) return true;
      listeners.add(wake);
      signal.addEventListener("abort", () => listeners.delete(wake), { once: true });
      return true;
    },
    tell: async () => {
      for (const wake of listeners) wake();
    },
  };
}
