import { expect, test } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { pgliteStore } from "../../../adapters/pglite/mod.ts";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import type { Store } from "../../../src/runtime/mod.ts";
import { freshDatabase } from "../../support/database.ts";
import { checkThreeLives, threeLives } from "./three-lives.ts";

const kinds: readonly (readonly [string, { readonly runs: number; readonly open: () => Promise<Store> }])[] = [
  ["memory", { runs: 40, open: async () => memoryStore() }],
  ["Postgres", { runs: 15, open: async () => postgresStore({ url: await freshDatabase({ empty: true }) }) }],
  ["PGlite", { runs: 3, open: () => pgliteStore() }],
];

test.each(kinds)("a random history gives the same rows in all three lives on %s", async (_, { runs, open }) => {
  const store = await open();
  try {
    await store.schema.migrate(threeLives);
    await checkThreeLives(store, { runs });
    expect(await store.inline.folds()).toMatchObject([{ processor: "counts-inline" }]);
  } finally {
    await store.close();
  }
});
