import type postgres from "postgres";
import type { BankBooks, BankEvent, OutboxEntry } from "../judges/judge-transfers.ts";

/** All that a run of the bank has left in the database. */
export async function readBank(sql: postgres.Sql): Promise<BankBooks> {
  const [events, outbox] = [await readEvents(sql), await readOutbox(sql)];
  const instances = await sql`select id, status from myelin.workflows where workflow = 'move-money'`;
  const timers =
    await sql`select count(*) from myelin.timers t join myelin.workflows w on w.workflow = t.workflow and w.id = t.id
    where w.ended_at is not null`;
  const balances = await sql`select account_id, balance from balances`;
  return {
    events,
    outbox,
    instances: new Map(instances.map(({ id, status }) => [id, status])),
    balances: new Map(balances.map(({ account_id, balance }) => [account_id, Number(balance)])),
    leftTimers: Number(timers[0]?.count),
  };
}

/** In the order of the log. */
async function readEvents(sql: postgres.Sql): Promise<readonly BankEvent[]> {
  const rows = await sql`select type, stream_id, data, command_id, metadata -> 'myelin.workflow' ->> 'id' as instance
    from myelin.events where stream_type in ('account', 'transfer') order by position`;
  return rows.map(({ type, stream_id, data, command_id, instance }) => {
    return { type, stream: stream_id, data, commandId: command_id, instance };
  });
}

async function readOutbox(sql: postgres.Sql): Promise<readonly OutboxEntry[]> {
  const rows = await sql`select id, command_id, status from myelin.outbox where workflow = 'move-money'`;
  return rows.map(({ id, command_id, status }) => ({ instance: id, commandId: command_id, status }));
}
