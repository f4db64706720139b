import type postgres from "postgres";
import type { Firing, FiringBatch } from "../judges/judge-timers.ts";

/** Milliseconds since 1970 when a row's transaction was committed. */
const committed = (row: string): string => `extract(epoch from pg_xact_commit_timestamp(${row}.xmin)) * 1000`;

export async function readFirings(sql: postgres.Sql): Promise<readonly Firing[]> {
  const rows =
    await sql.unsafe(`select t.id, t.entry -> 'came' -> 'data' ->> 'dueAt' as due, ${committed("s")} as set_at, ${committed("t")} as fired_at
    from myelin.workflow_steps t join myelin.workflow_steps s on s.workflow = t.workflow and s.id = t.id and s.index = 1
    where t.entry -> 'came' ->> 'kind' = 'timer'`);
  return rows.map(({ id, due, set_at, fired_at }) => {
    return { alarm: id, dueAt: Number(due), setAt: Number(set_at), firedAt: Number(fired_at) };
  });
}

/** In order. */
export async function readFiringBatches(sql: postgres.Sql): Promise<readonly FiringBatch[]> {
  const rows = await sql`select id, mask, epoch, owned, fired from chaos_firing order by n`;
  return rows.map(({ id, mask, epoch, owned, fired }) => {
    return { id, mask, epoch: Number(epoch), owned: owned === null ? null : Number(owned), fired };
  });
}

export async function countTimers(sql: postgres.Sql): Promise<number> {
  const [row] = await sql`select count(*) from myelin.timers`;
  return Number(row?.count);
}
