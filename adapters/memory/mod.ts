/**
 * A store in memory, for tests and for trying things out.
 *
 * ```ts
 * const engine = await startEngine({ tables: compile(bank), store: memoryStore() });
 * ```
 *
 * @module
 */
export { type MemoryStoreOptions, memoryStore } from "./memory-store.ts";
