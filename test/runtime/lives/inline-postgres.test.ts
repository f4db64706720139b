import { afterEach, describe, expect, test } from "vitest";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { type Store, startOfLog } from "../../../src/runtime/mod.ts";
import { freshDatabase } from "../../support/database.ts";
import { rawWriter } from "../../support/raw-writer.ts";
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

  test("a flip waits for an append under way, gives up in time, and lets nobody append past it once it is done", async () => {
    const url = await freshDatabase();
    const store = await postgresStore({ url });
    stores.push(store);
    await store.schema.migrate(inlineTables);
    const start = startOfLog;
    await store.segments.register({ name: "counts", fingerprint: "v", segments: 2, start });
    const writer = rawWriter(url);
    await writer.begin();
    const position = await writer.insert();
    const flip = { processor: "counts", version: "v", handle: async () => {} };
    expect(await store.inline.flip(flip)).toEqual({ kind: "busy" });
    expect(await store.inline.folds()).toEqual([]);
    await writer.commit();
    const ends: string[] = [];
    const handle = async ({ end }: { readonly end: string }) => void ends.push(end);
    expect(await store.inline.flip({ ...flip, handle })).toEqual({ kind: "done" });
    expect(ends).toEqual([String(position)]);
    await expect(writer.insert()).rejects.toMatchObject({ code: "MYI01" });
    await writer.end();
  });
});
