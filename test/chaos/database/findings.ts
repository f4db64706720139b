import type postgres from "postgres";
import type { TrailRow } from "../judges/judge-trail.ts";
import type { LogEvent } from "../judges/log-event.ts";
import { overlapSequence } from "../node/watch-segments.ts";

/** The application's events in the order of the log; the engine's own announcements are left out. */
export async function readLog(sql: postgres.Sql): Promise<readonly LogEvent[]> {
  const rows = await sql`select position, stream_type || '/' || stream_id as stream, version, id, type, data, command_id
    from myelin.events where stream_type in ('account', 'echo') order by position`;
  return rows.map(({ position, stream, version, id, type, data, command_id }) => ({
    position: Number(position),
    stream,
    version,
    id,
    type,
    data,
    commandId: command_id,
  }));
}

export interface TrailReading {
  readonly rows: readonly TrailRow[];
  /** When they were handled, milliseconds since 1970. */
  readonly times: readonly number[];
}

/** In the order in which events were handled. */
export async function readTrail(sql: postgres.Sql, table: "chaos_trail" | "chaos_fragile"): Promise<TrailReading> {
  const rows = await sql`select "eventId", position, sequence, at from ${sql(table)} order by n`;
  return {
    rows: rows.map(({ eventId, position, sequence }) => ({ eventId, position: Number(position), sequence })),
    times: rows.map(({ at }) => at.getTime()),
  };
}

/** Rows of a fold as texts by key. */
export async function readRows(
  sql: postgres.Sql,
  { table, key }: { readonly table: "chaos_balances" | "chaos_tags"; readonly key: "accountId" | "tag" },
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql`select * from ${sql(table)}`;
  return new Map(rows.map((row) => [row[key], JSON.stringify(Object.entries(row).sort())]));
}

/** Times that two transactions were in one segment at once. */
export async function readOverlaps(sql: postgres.Sql): Promise<number> {
  const [row] =
    await sql`select case when is_called then last_value else 0 end as overlaps from ${sql(overlapSequence)}`;
  return Number(row?.overlaps);
}

/** Attempts of the reactor beyond the first one of each event. */
export async function readReattempts(sql: postgres.Sql): Promise<number> {
  const [row] = await sql`select count(*) - count(distinct event_id) as reattempts from chaos_attempts`;
  return Number(row?.reattempts);
}
