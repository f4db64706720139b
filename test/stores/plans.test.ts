import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appendEventText, appendSeveralText, headText } from "../../adapters/postgres/events/append-one.ts";
import { loadOneText, loadText } from "../../adapters/postgres/events/load-streams.ts";
import { schemaName } from "../../adapters/postgres/sql/schema-name.ts";
import { type Connection, openConnection } from "../../adapters/postgres-js/connection.ts";
import { freshDatabase } from "../support/database.ts";

const schema = schemaName("myelin");
let connection: Connection;

/** A connection has no plans yet. */
beforeEach(async () => {
  const url = await freshDatabase();
  connection = await openConnection({ url, mode: "direct", applicationName: "test", connectTimeout: 5_000 });
});
afterEach(() => connection.close());

const run = async (text: string, values: readonly (string | null)[] = []) =>
  (await connection.query({ text, values, prepare: true })).rows;

/** What simple mode and a lone caller send for the `n`th stream: a new one, then more of it. */
async function handle(n: number): Promise<void> {
  const stream = ["thing", `s-${n}`];
  const command = [`c-${n}`, `c-${n}`, null, "1000"];
  await run(loadOneText(schema), [...stream, "0", null]);
  await run(appendEventText(schema), [...stream, "0", null, ...command, `e-${n}-1`, "thing.Done", "1", "{}", "{}"]);
  await run(loadOneText(schema), [...stream, "1", `c-${n}`]);
  const [ids, types] = [`{e-${n}-2,e-${n}-3}`, "{thing.Done,thing.Done}"];
  const events = [ids, types, "{1,1}", '{"{}","{}"}', '{"{}","{}"}'];
  expect(await run(appendSeveralText(schema), [...stream, "1", `e-${n}-1`, ...command, ...events])).toHaveLength(2);
  await run(headText(schema), stream);
  await run(loadText(schema), ["{thing,thing}", `{s-${n},none}`, "{0,7}", "{c,NULL}", "{f,NULL}"]);
}

const handleMany = async (from: number, count: number): Promise<void> => {
  for (let n = from; n < from + count; n++) await handle(n);
};

async function sequentialScans(): Promise<unknown> {
  const { rows } = await connection.query({
    text: "select relname, seq_scan from pg_stat_xact_user_tables where schemaname = 'myelin' and relname <> 'inline_folds' and seq_scan > 0",
  });
  return rows;
}

describe("the plans of loads and lone appends", () => {
  it("are made once, whatever the streams look like", async () => {
    // Where one stream has most of the log, a plan for this very version looks much cheaper than one for any.
    await connection.script(`insert into myelin.events
      (stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id)
      select 'thing', 'long', n, 'e', 'thing.Done', 1, '{}', '{}', 'c', 'c' from generate_series(1, 5000) n; analyze myelin.events`);
    for (let n = 0; n < 30; n++) await run(loadOneText(schema), ["thing", "long", "4999", null]);
    await handleMany(0, 30);
    const { rows } = await connection.query({
      text: "select left(statement, 90), custom_plans from pg_prepared_statements where generic_plans < 20",
    });
    expect(rows).toEqual([]);
  });

  it.each([
    ["empty", 0],
    ["small", 1],
  ])("go by index from the first on when the log was %s", async (_, streams) => {
    await handleMany(0, streams);
    await connection.query({ text: "vacuum analyze myelin.events, myelin.commands, myelin.snapshots" });
    await connection.script("begin");
    await run(loadOneText(schema), ["thing", "none", "0", "none"]);
    await handleMany(100, 12);
    expect(await sequentialScans()).toEqual([]);
    await connection.script("commit");
  });
});
