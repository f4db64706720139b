import type { Store } from "../../store/store.ts";

/** What not every store can do. A case names what it needs; a runner skips it, with the reason, where that is missing. */
export type StoreCapability =
  /** `db` is a drizzle handle. */
  | "sql"
  /** Two batches can be open at once. */
  | "parallel";

/** What a case gets from its runner. */
export interface StoreCaseContext {
  /** Migrated with `contractTables()`. Shared by the cases, but empty and its own for a case that is `fresh`. */
  readonly store: Store;
  /** A name that no other case uses, ending in `name`. */
  readonly unique: (name: string) => string;
}

/** One promise of a store, to be run by any test runner on any runtime. */
export interface StoreCase {
  readonly name: string;
  /** Whether it wants a store of its own, with nothing in it. */
  readonly fresh?: true;
  readonly needs?: readonly StoreCapability[];
  /** Rejects where the promise is broken. */
  readonly run: (context: StoreCaseContext) => Promise<void>;
}
