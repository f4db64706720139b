import postgres from "postgres";
import { measureContestant } from "../processes/measure-contestant.ts";
import { rawEventsTable, rawSettings } from "./raw-events.ts";

/** postgres.js: a prepared insert of one event row for each command. */
measureContestant(async ({ url }) => {
  const sql = postgres(url, { max: rawSettings.pool, onnotice: () => {} });
  await sql.unsafe(rawEventsTable);
  const text = "insert into events (stream_id, version, type, data, metadata) values ($1, $2, $3, $4, $5)";
  let stored = 0;
  return {
    call: async () => {
      await sql.unsafe(text, [`new-${stored++}`, 1, "AccountOpened", { owner: "Ann" }, {}], { prepare: true });
      return true;
    },
    close: () => sql.end(),
  };
});
