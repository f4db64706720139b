import postgres from "postgres";
import { measureContestant } from "../processes/measure-contestant.ts";
import { rawEventsTable, rawSettings } from "./raw-events.ts";

const text = `insert into events (stream_id, version, type, data, metadata)
select s, 1, 'AccountOpened', d::jsonb, m::jsonb from unnest($1::text[], $2::text[], $3::text[]) as e(s, d, m)`;

/** The raw append limit: postgres.js, 500 rows a statement, two statements in flight. */
measureContestant(async ({ url }) => {
  const { rows, inFlight } = rawSettings;
  const sql = postgres(url, { max: inFlight, onnotice: () => {} });
  await sql.unsafe(rawEventsTable);
  let stored = 0;
  return {
    call: async () => {
      const ids = Array.from({ length: rows }, () => `new-${stored++}`);
      const data = ids.map(() => JSON.stringify({ owner: "Ann" }));
      await sql.unsafe(text, [ids, data, ids.map(() => "{}")], { prepare: true });
      return true;
    },
    callers: inFlight,
    perCall: rows,
    close: () => sql.end(),
  };
});
