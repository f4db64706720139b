import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "../../../adapters/postgres-js/connection.ts";
import { openSession } from "../database/open-session.ts";
import type { CallerRecord } from "../judges/judge-acknowledgements.ts";
import { type Draw, drawing } from "../random.ts";

/** Writers beside the engine whose transactions take their time, so that positions become visible out of order; some roll back. */
export interface SlowWriters {
  readonly records: CallerRecord[];
  finish(): Promise<void>;
}

export interface SlowWritersOptions {
  /** Straight to the server. */
  readonly url: string;
  readonly count: number;
  readonly seed: number;
}

/** One in so many transactions is rolled back, in per cent. */
const rolledBack = 10;

export function startSlowWriters({ url, count, seed }: SlowWritersOptions): SlowWriters {
  const records: CallerRecord[] = [];
  const state = { over: false };
  const write = async (writer: number): Promise<void> => {
    const draw = drawing(seed * 1_000 + 500 + writer);
    let session = openSession(url);
    for (let nth = 1; !state.over; nth++) {
      const record = await writeOne(session, { name: `slow-${writer}-${nth}`, draw });
      records.push(record);
      await pause(draw.between(10, 60));
      if (record.outcome !== "unknown") continue;
      await closed(session);
      session = openSession(url);
    }
    await closed(session);
  };
  const all = Array.from({ length: count }, (_, writer) => write(writer));
  return {
    records,
    finish: async () => {
      state.over = true;
      await Promise.all(all);
    },
  };
}

async function closed(session: Promise<Connection>): Promise<void> {
  await session.then(({ close }) => close()).catch(() => {});
}

const insert = `insert into myelin.events
(stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id)
values ('account', $1, 1, $1, 'account.Deposited', 1, '{"pocket":"a","amount":1,"tag":"tag-slow","echo":false}', '{}', $1, $1)
returning position`;

/** One deposit into an account of its own, by a command that has its name. */
async function writeOne(
  opening: Promise<Connection>,
  { name, draw }: { readonly name: string; readonly draw: Draw },
): Promise<CallerRecord> {
  const record = { commandId: name, stream: `account/${name}`, makes: 1 };
  const given = { pauseMs: draw.between(5, 80), rollback: draw.percent(rolledBack) };
  try {
    const session = await opening;
    await session.script("begin");
    const { rows } = await session.query({ text: insert, values: [name] });
    await pause(given.pauseMs);
    await session.script(given.rollback ? "rollback" : "commit");
    if (given.rollback) return { ...record, outcome: "rejected", events: [] };
    return { ...record, outcome: "done", events: [{ version: 1, position: Number(rows[0]?.[0]) }] };
  } catch {
    return { ...record, outcome: "unknown", events: [] };
  }
}
