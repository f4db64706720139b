import { vi } from "vitest";

/**
 * Looks again and again until `look` does not throw, and answers what it answered. What is waited for is sure to come, only a busy
 * machine may take its time: vitest's own second would make luck of it.
 */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 30_000, interval: 20 });
}
