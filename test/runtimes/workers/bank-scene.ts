import postgres from "postgres";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { bank } from "../../../examples/bank/bank.ts";
import { compile } from "../../../src/mod.ts";
import { type Engine, startEngine } from "../../../src/runtime/mod.ts";
import { freshDatabase } from "../../support/database.ts";
import type { StartedWorker } from "./start-worker.ts";

/** A new database that the bank can be opened on. Its url. */
export async function bankDatabase(): Promise<string> {
  const url = await freshDatabase();
  const store = await postgresStore({ url });
  await store.schema.migrate(compile(bank));
  await store.close();
  return url;
}

/** The bank on Node, with nothing running between calls. */
export async function bankOnNode(url: string): Promise<Engine> {
  return startEngine({ tables: compile(bank), store: await postgresStore({ url }), background: false, log: () => {} });
}

/** Sends a command to a worker. */
export function send(
  worker: StartedWorker,
  command: string,
  { payload, headers = {} }: { readonly payload: object; readonly headers?: Readonly<Record<string, string>> },
): Promise<Response> {
  return worker.fetch(`/commands/${command}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(payload),
  });
}

/** An account's row as a worker's query answers it, once the position is projected. */
export async function accountIn(worker: StartedWorker, accountId: string, position?: string): Promise<unknown> {
  const headers: Readonly<Record<string, string>> = position === undefined ? {} : { "myelin-wait-for": position };
  const answer = await worker.fetch(`/queries/balances/balanceOf?accountId=${accountId}`, { headers });
  const text = await answer.text();
  return text === "" ? undefined : JSON.parse(text);
}

/** Versions of the events of an account, asked of the database itself. */
export async function versionsOf(url: string, accountId: string): Promise<readonly number[]> {
  return withClient(url, async (sql) => {
    const rows =
      await sql`select version from myelin.events where stream_type = 'account' and stream_id = ${accountId} order by version`;
    return rows.map(({ version }) => Number(version));
  });
}

/** Holds a table against writers until let go; `blocked` resolves when somebody waits for it. */
export async function heldTable(
  url: string,
  table: string,
): Promise<{ blocked(): Promise<void>; letGo(): Promise<void> }> {
  const holder = postgres(url, { max: 1, onnotice: () => {} });
  await holder.unsafe(`begin; lock table ${table} in exclusive mode`);
  return {
    blocked: () =>
      withClient(url, async (sql) => {
        const waiting = () =>
          sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        while ((await waiting()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      }),
    letGo: async () => {
      await holder.unsafe("rollback");
      await holder.end();
    },
  };
}

async function withClient<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
