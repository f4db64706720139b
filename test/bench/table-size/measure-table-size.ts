import postgres from "postgres";
import { closedLoop } from "../closed-loop.ts";
import type { Bench } from "../measure-commands.ts";
import { fill, open, type TableContestant } from "./contestant.ts";
import { eventsPerStream, type Layout, layouts } from "./layouts.ts";
import type { TableRow } from "./table-report.ts";

/** What appending and reading cost in logs of these sizes, by layout. Each log is filled, measured and dropped. */
export async function measureTableSize(bench: Bench): Promise<readonly TableRow[]> {
  const rows: TableRow[] = [];
  for (const events of bench.options.events)
    for (const layout of layouts) {
      const row = await bench.server.withDatabase((url) => measureLog(bench, { url, events, layout }));
      bench.say(
        `${layout}, ${events} events: ${Math.round(row.appendRate)} appended, ${Math.round(row.readRate)} read`,
      );
      rows.push(row);
    }
  return rows;
}

interface Log {
  readonly url: string;
  readonly events: number;
  readonly layout: Layout;
}

async function measureLog({ options, say }: Bench, { url, events, layout }: Log): Promise<TableRow> {
  say(`${layout}: fills a log of ${events} events`);
  await fill(layout, { url, events });
  const bytes = await bytesOf(url);
  const contestant = await open(layout, { url, events });
  try {
    const rate = (call: () => Promise<number>, callers: number): Promise<number> =>
      rateOf(call, { callers, timedMs: options.seconds * 1000 });
    const reads = calls(contestant, events);
    const readRate = await rate(reads.page, 1);
    const loadRate = (await rate(reads.stream, 8)) / eventsPerStream;
    const appendRate = await rate(() => contestant.append(), layout === "engine" ? 256 : 2);
    return { layout, events, ...bytes, appendRate, readRate, loadRate };
  } finally {
    await contestant.close();
  }
}

function calls({ page, stream }: TableContestant, events: number): Record<"page" | "stream", () => Promise<number>> {
  return {
    page: () => page(Math.floor(Math.random() * events)),
    stream: () => stream(`a-${Math.floor(Math.random() * (events / eventsPerStream))}`),
  };
}

interface Stretch {
  readonly callers: number;
  readonly timedMs: number;
}

/** What the calls count, a second. */
async function rateOf(call: () => Promise<number>, { callers, timedMs }: Stretch): Promise<number> {
  let counted = 0;
  let called = 0;
  const { rate } = await closedLoop({
    callers,
    perCall: 1,
    rampMs: timedMs / 2,
    timedMs,
    call: async () => {
      // Not `counted += await …`: that would add to what was counted before the wait.
      const count = await call();
      counted += count;
      called++;
      return true;
    },
  });
  return rate * (counted / called);
}

/** Of all tables of the database that hold the log; partitions count each. */
async function bytesOf(url: string): Promise<Pick<TableRow, "tableBytes" | "indexBytes">> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const [row] = await sql`select sum(pg_table_size(oid))::float8 as table, sum(pg_indexes_size(oid))::float8 as index
    from pg_class where relkind = 'r' and relname ~ '^(events|heads)'`.finally(() => sql.end());
  return { tableBytes: row?.table ?? 0, indexBytes: row?.index ?? 0 };
}
