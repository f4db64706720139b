import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { answerJobs } from "../processes/answer-jobs.ts";
import { exactNow } from "./exact-now.ts";
import { type Ended, readyTimes, type Written } from "./ready-times.ts";
import { writing } from "./writing.ts";

export interface WritersJob {
  readonly url: string;
  readonly timedMs: number;
}

answerJobs<WritersJob>(async ({ url, timedMs }): Promise<Written> => {
  const sql = postgres(url, { max: writing.writers, onnotice: () => {} });
  const until = performance.now() + timedMs;
  const ended: Ended[] = [];
  const write = async (writer: number): Promise<void> => {
    for (let nth = 1; performance.now() < until; nth++) {
      const one = await writeOne(sql, `w-${writer}-${nth}`);
      ended.push({ ...one, atMs: exactNow() });
    }
  };
  await Promise.all(Array.from({ length: writing.writers }, (_, writer) => write(writer)));
  await sql.end();
  return readyTimes(ended);
});

/** A stream of a few events in a transaction of its own. */
async function writeOne(sql: postgres.Sql, stream: string): Promise<Omit<Ended, "atMs">> {
  const ids = Array.from(
    { length: 1 + Math.floor(Math.random() * writing.events) },
    (_, nth) => `${stream}-${nth + 1}`,
  );
  const roll = Math.random() * 100;
  const openMs = Math.random() * (roll > 100 - writing.slowPercent ? writing.slowMs : writing.openMs);
  const events: [string, number][] = [];
  try {
    await sql.begin(async (transaction) => {
      for (const [nth, id] of ids.entries()) {
        const [row] = await transaction`insert into myelin.events
          (stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id)
          values ('account', ${stream}, ${nth + 1}, ${id}, 'account.MoneyDeposited', 1, '{"amount":1}', '{}', ${id}, ${id})
          returning position::integer`;
        events.push([id, row?.position]);
      }
      await pause(openMs);
      if (roll < writing.rolledBackPercent) throw new RolledBack();
    });
    return { events, committed: true };
  } catch (error) {
    if (error instanceof RolledBack) return { events, committed: false };
    throw error;
  }
}

class RolledBack extends Error {}
