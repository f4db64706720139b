import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
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
  const sql = postgres(url, { max: count, onnotice: () => {} });
  const state = { over: false };
  const write = async (writer: number): Promise<void> => {
    const draw = drawing(seed * 1_000 + 500 + writer);
    for (let nth = 1; !state.over; nth++) {
      records.push(await writeOne(sql, { name: `slow-${writer}-${nth}`, draw }));
      await pause(draw.between(10, 60));
    }
  };
  const all = Array.from({ length: count }, (_, writer) => write(writer));
  return {
    records,
    finish: async () => {
      state.over = true;
      await Promise.all(all);
      await sql.end({ timeout: 5 });
    },
  };
}

/** One deposit into an account of its own, by a command that has its name. */
async function writeOne(
  sql: postgres.Sql,
  { name, draw }: { readonly name: string; readonly draw: Draw },
): Promise<CallerRecord> {
  const record = { commandId: name, stream: `account/${name}`, makes: 1 };
  const given = { pauseMs: draw.between(5, 80), rollback: draw.percent(rolledBack) };
  const told: { position?: number } = {};
  try {
    await sql.begin(async (transaction) => {
      const data = { pocket: "a", amount: 1, tag: "tag-slow", echo: false };
      const [row] = await transaction`insert into myelin.events
        (stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id)
        values ('account', ${name}, 1, ${name}, 'account.Deposited', 1, ${transaction.json(data)}, '{}', ${name}, ${name})
        returning position`;
      told.position = Number(row?.position);
      await pause(given.pauseMs);
      if (given.rollback) throw new RolledBack();
    });
    return { ...record, outcome: "done", events: [{ version: 1, position: told.position ?? 0 }] };
  } catch (error) {
    // What was rolled back must not be there, whatever else went wrong may be.
    return { ...record, outcome: error instanceof RolledBack ? "rejected" : "unknown", events: [] };
  }
}

class RolledBack extends Error {}
