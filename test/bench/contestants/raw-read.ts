import postgres from "postgres";
import { log, tuned } from "../processors/cases.ts";
import { measureProcessor } from "../processors/measure-processor.ts";

const text = `select position, stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id,
  causation_id, recorded_at from myelin.events where position > $1 order by position limit $2`;

/** The raw read limit: postgres.js, whole events with their JSON read, one batch after another, nothing done with them. */
measureProcessor(async ({ url }) => {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const state = { handled: 0, over: false };
  const read = async (): Promise<void> => {
    for (let after = "0"; !state.over && state.handled < log.events; ) {
      const rows = await sql.unsafe(text, [after, tuned.rawBatch], { prepare: true });
      state.handled += rows.length;
      after = rows.at(-1)?.position ?? after;
    }
  };
  const reading = read();
  return {
    handled: () => state.handled,
    total: log.events,
    close: async () => {
      state.over = true;
      await reading;
      await sql.end();
    },
  };
});
