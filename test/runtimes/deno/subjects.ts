import { memoryStore } from "myelin/memory";
import type { Store } from "myelin/runtime";
import type { StoreCapability } from "myelin/testing";

/** A store that the shared cases run on. */
export interface Subject {
  readonly kind: string;
  /** An empty store of its own. */
  readonly open: () => Promise<Store>;
  /** What the store cannot do, and why. */
  readonly lacks: Readonly<Partial<Record<StoreCapability, string>>>;
}

/** Every store there is on Deno; Postgres where the lane passes DATABASE_URL. */
export const subjects: readonly Subject[] = [
  { kind: "memory", open: () => Promise.resolve(memoryStore()), lacks: { sql: "the memory store has no SQL" } },
];
