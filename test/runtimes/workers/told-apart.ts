import { sql } from "drizzle-orm";
import { isTransient, type Store } from "../../../src/runtime/mod.ts";

/** What the server may raise, and whether it passes when it is simply done again. */
export const raised: readonly (readonly [state: string, passes: boolean])[] = [
  ["40P01", true],
  ["40001", true],
  ["55P03", true],
  ["23505", false],
  ["42P01", false],
  ["22012", false],
];

interface Handle {
  execute(query: unknown): Promise<unknown>;
}

/** Has the server raise each, and answers which of them pass, as this runtime's driver tells them. */
export async function toldApart(store: Store): Promise<readonly (readonly [string, boolean])[]> {
  const told: (readonly [string, boolean])[] = [];
  for (const [state] of raised) {
    const text = `do $$ begin raise exception 'raised' using errcode = '${state}'; end $$`;
    told.push([state, await passes(store, text)]);
  }
  return told;
}

/** Whether what a query throws passes. */
export async function passes(store: Store, text: string): Promise<boolean> {
  // The store's handle is drizzle's, whose type depends on the driver.
  const db = store.views.db as Handle;
  try {
    await db.execute(sql.raw(text));
  } catch (error) {
    return isTransient(error);
  }
  throw new Error("nothing was thrown");
}
