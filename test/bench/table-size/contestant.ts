import postgres from "postgres";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { compile } from "../../../src/mod.ts";
import { laterOf, parsePosition, startOfLog } from "../../../src/runtime/mod.ts";
import { openEngine } from "../contestants/open-engine.ts";
import { accounts } from "../domain/accounts.ts";
import { engineFillText, eventsPerStream, fillText, type Layout, rawLayouts } from "./layouts.ts";

/** A filled log in one layout. */
export interface TableContestant {
  /** Appends; how many events were, of streams that nobody else appends to meanwhile. */
  append(): Promise<number>;
  /** Reads a page behind this position; how many events it had. */
  page(after: number): Promise<number>;
  /** Reads a stream; how many events it had. */
  stream(id: string): Promise<number>;
  close(): Promise<void>;
}

export interface Filling {
  readonly url: string;
  readonly events: number;
}

export const pageSize = 1_000;
/** Rows of one statement of the raw layouts. */
const appended = 500;
const fillStep = 500_000;

/** Makes the tables and fills them, then tells the planner of it. */
export async function fill(layout: Layout, { url, events }: Filling): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    if (layout === "engine") {
      const store = await postgresStore({ url });
      await store.schema.migrate(compile(accounts({ interceptors: false }))).finally(() => store.close());
    } else for (const text of rawLayouts[layout].tables(events)) await sql.unsafe(text);
    const text = layout === "engine" ? engineFillText : fillText;
    for (let from = 0; from < events; from += fillStep)
      await sql.unsafe(text, [from, Math.min(from + fillStep, events) - 1]);
    if (layout !== "engine") for (const heads of rawLayouts[layout].heads) await sql.unsafe(heads);
    await sql.unsafe("vacuum analyze");
    await sql.unsafe("checkpoint");
  } finally {
    await sql.end();
  }
}

export function open(layout: Layout, filling: Filling): Promise<TableContestant> {
  return layout === "engine" ? openEngineLog(filling) : Promise.resolve(openRawLog(layout, filling));
}

async function openEngineLog({ url, events }: Filling): Promise<TableContestant> {
  const engine = await openEngine({ url, mode: "batched", interceptors: false });
  const store = await postgresStore({ url });
  const head = await store.events.safeHead();
  const next = streamsInTurn(events);
  return {
    append: async () => {
      const payload = { accountId: next(), amount: 1 };
      const result = await engine.submit({ command: "DepositMoney", payload });
      if (!result.ok) throw new Error(`Cannot measure appends: a deposit to ${payload.accountId} was rejected`);
      return result.events.length;
    },
    page: async (after) => {
      const from = laterOf(parsePosition(String(after)) ?? startOfLog, startOfLog);
      return (await store.events.readLog({ after: from, upTo: head, limit: pageSize })).length;
    },
    stream: async (id) => {
      const page = { after: 0, limit: eventsPerStream };
      return (await engine.readStream({ type: "account", id }, page)).length;
    },
    close: async () => {
      await store.close();
      await engine.stop();
    },
  };
}

function openRawLog(layout: Exclude<Layout, "engine">, { url, events }: Filling): TableContestant {
  const sql = postgres(url, { max: 16, onnotice: () => {} });
  const next = streamsInTurn(events);
  const grown = new Map<string, number>();
  return {
    append: async () => {
      const ids = Array.from({ length: appended }, next);
      const versions = ids.map((id) => (grown.get(id) ?? eventsPerStream) + 1);
      for (const [index, id] of ids.entries()) grown.set(id, versions[index] ?? 0);
      const rows = await sql.unsafe(rawLayouts[layout].append, [ids, versions, ids.map(() => '{"amount":1}')], {
        prepare: true,
      });
      return rows.length;
    },
    page: async (after) => {
      const text = "select * from events where position > $1 order by position limit $2";
      return (await sql.unsafe(text, [after, pageSize], { prepare: true })).length;
    },
    stream: async (id) => {
      const text = "select * from events where stream_type = 'account' and stream_id = $1 order by version";
      return (await sql.unsafe(text, [id], { prepare: true })).length;
    },
    close: () => sql.end(),
  };
}

/** Ids of filled streams, in an order as if drawn at random, each once before any comes again. */
function streamsInTurn(events: number): () => string {
  const count = events / eventsPerStream;
  // A prime that divides no such count goes through all of them.
  const stride = 7_368_787;
  let at = 0;
  return () => {
    at = (at + stride) % count;
    return `a-${at}`;
  };
}
