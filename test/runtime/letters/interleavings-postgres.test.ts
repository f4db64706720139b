import { afterAll, test } from "vitest";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import type { Store } from "../../../src/store/store.ts";
import { freshDatabase } from "../../support/database.ts";
import { interleavingCases } from "./interleaving-cases.ts";

const stores: Store[] = [];

afterAll(async () => {
  for (const store of stores) await store.close();
});

test.each(interleavingCases)("postgres: $name", async ({ run }) => {
  const store = await postgresStore({ url: await freshDatabase() });
  stores.push(store);
  await run(store);
});
