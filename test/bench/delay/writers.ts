import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { answerJobs } from "../processes/answer-jobs.ts";
import { exactNow } from "./exact-now.ts";
import { writing } from "./writing.ts";

export interface WritersJob {
  readonly url: string;
  readonly timedMs: number;
}

/** Ids of committed events, and when their commit was answered. */
export type Written = readonly (readonly [id: string, committedMs: number])[];

answerJobs<WritersJob>(async ({ url, timedMs }): Promise<Written> => {
  const sql = postgres(url, { max: writing.writers, onnotice: () => {} });
  const until = performance.now() + timedMs;
  const written: [string, number][] = [];
  const write = async (writer: number): Promise<void> => {
    for (let nth = 1; performance.now() < until; nth++) {
      const ids = await writeOne(sql, `w-${writer}-${nth}`);
      const at = exactNow();
      for (const id of ids) written.push([id, at]);
    }
  };
  await Promise.all(Array.from({ length: writing.writers }, (_, writer) => write(writer)));
  await sql.end();
  return written;
});

/** A stream of a few events in a transaction of its own; none when it was rolled back. */
async function writeOne(sql: postgres.Sql, stream: string): Promise<readonly string[]> {
  const ids = Array.from(
    { length: 1 + Math.floor(Math.random() * writing.events) },
    (_, nth) => `${stream}-${nth + 1}`,
  );
  const roll = Math.random() * 100;
  const openMs = Math.random() * (roll > 100 - writing.slowPercent ? writing.slowMs : writing.openMs);
  try {
    await sql.begin(async (transaction) => {
      for (const [nth, id] of ids.entries())
        await transaction`insert into myelin.events
          (stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id)
          values ('account', ${stream}, ${nth + 1}, ${id}, 'account.MoneyDeposited', 1, '{"amount":1}', '{}', ${id}, ${id})`;
      await pause(openMs);
      if (roll < writing.rolledBackPercent) throw new RolledBack();
    });
    return ids;
  } catch (error) {
    if (error instanceof RolledBack) return [];
    throw error;
  }
}

class RolledBack extends Error {}
