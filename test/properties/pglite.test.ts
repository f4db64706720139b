import { PGlite } from "@electric-sql/pglite";
import { pgliteDriver } from "../../adapters/pglite/pglite-driver.ts";
import { sqlStore } from "../../adapters/postgres/mod.ts";
import { contractTables } from "../../src/testing/mod.ts";
import { runProperties } from "./run-properties.ts";
import { setBackTexts } from "./set-back.ts";

runProperties({
  kind: "pglite",
  runs: 40,
  open: async () => {
    const pglite = await PGlite.create();
    const driver = pgliteDriver(pglite, () => pglite.close());
    const store = sqlStore({ driver });
    await store.schema.migrate(contractTables());
    const setBack = async (stream: string, to: number): Promise<void> => {
      for (const text of setBackTexts) await driver.query({ text, values: [stream, String(to)] });
    };
    return { store, setBack };
  },
});
