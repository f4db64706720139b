import { afterAll } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import type { Store } from "../../../src/store/store.ts";
import { freshDatabase } from "../../support/database.ts";

const opened: Store[] = [];

/** For `describe.each`: makes a store of its own each time, closed when the file has ended. */
export const eachStore: readonly { readonly kind: string; readonly open: () => Promise<Store> }[] = [
  { kind: "memory", open: async () => memoryStore() },
  {
    kind: "postgres",
    open: async () => {
      const store = await postgresStore({ url: await freshDatabase() });
      opened.push(store);
      return store;
    },
  },
];

afterAll(async () => {
  for (const store of opened.splice(0)) await store.close();
});
