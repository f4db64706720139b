import { afterEach, describe, test } from "vitest";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import type { Store } from "../../../src/runtime/mod.ts";
import { freshDatabase } from "../../support/database.ts";
import { inlineCases, inlineTables, stopEngines } from "./inline-cases.ts";

const stores: Store[] = [];

afterEach(async () => {
  await stopEngines();
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

describe("on Postgres", () => {
  test.each(Object.entries(inlineCases))("%s", async (_, run) => {
    const url = await freshDatabase();
    const open = async () => {
      const store = await postgresStore({ url });
      stores.push(store);
      await store.schema.migrate(inlineTables);
      return store;
    };
    await run({ open });
  });
});
