import postgres from "postgres";
import { afterAll } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { contractTables } from "../../src/testing/mod.ts";
import { freshDatabase } from "../support/database.ts";
import { runProperties } from "./run-properties.ts";
import { setBackTexts } from "./set-back.ts";

let raw: postgres.Sql | undefined;
afterAll(() => raw?.end());

runProperties({
  kind: "postgres",
  runs: 60,
  open: async () => {
    const url = await freshDatabase();
    const store = await postgresStore({ url });
    await store.schema.migrate(contractTables());
    const sql = postgres(url, { max: 1 });
    raw = sql;
    const setBack = async (stream: string, to: number): Promise<void> => {
      for (const text of setBackTexts) await sql.unsafe(text, [stream, to]);
    };
    return { store, setBack };
  },
});
