import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { type CommandSubmission, type Engine, type Store, startEngine } from "../../src/runtime/mod.ts";
import { type CuttingProxy, cuttingProxy } from "../support/cutting-proxy.ts";
import { freshDatabase } from "../support/database.ts";
import { countingTables } from "./counter.ts";

const tables = countingTables();
let serial = 0;
let direct: postgres.Sql;
let proxy: CuttingProxy;
let url: string;
let engine: Engine;

beforeAll(async () => {
  url = await freshDatabase();
  direct = postgres(url, { max: 4, onnotice: () => {} });
  proxy = await cuttingProxy(url);
  const store: Store = await postgresStore({ url: proxy.url });
  engine = await startEngine({ tables, store, migrate: true, log: () => {} });
});

afterEach(() => proxy.restore());

afterAll(async () => {
  await engine.stop();
  await proxy.close();
  await direct.end();
});

/** A command on a stream of its own; `mark` stands in its append's message and in no other. */
function marked(keyed: boolean): { submission: CommandSubmission; counterId: string; mark: string } {
  const counterId = `c-${++serial}`;
  const by = Number(`0.${String(serial).padStart(6, "7")}`);
  const submission = { command: "Count", payload: { counterId, by }, ...(keyed ? { id: `key-${serial}` } : {}) };
  return { submission, counterId, mark: String(by) };
}

const eventsOf = (counterId: string) =>
  direct`select version, command_id from myelin.events where stream_type = 'counter' and stream_id = ${counterId} order by version`;

describe.each([true, false])("a command (keyed: %s)", (keyed) => {
  test.each(["before", "after"] as const)(
    "whose connection is cut %s the commit is done once and answered",
    async (at) => {
      const { submission, counterId, mark } = marked(keyed);
      const cut = proxy.cut(at, mark);
      const result = await engine.submit(submission);
      await cut;
      expect(result).toMatchObject({ ok: true, version: 1, events: [{ version: 1 }], duplicate: false });
      expect(await eventsOf(counterId)).toMatchObject([{ version: 1, command_id: result.commandId }]);
      if (keyed) expect(await engine.submit(submission)).toEqual({ ...result, duplicate: true });
    },
  );

  test("whose old backend still runs while it is tried again is done once and answered", async () => {
    const { submission, counterId, mark } = marked(keyed);
    // An uncommitted row of the same stream and version: every append behind it has to wait.
    const blocker = await direct.reserve();
    await blocker`begin`;
    await blocker`insert into myelin.events (stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id)
      values ('counter', ${counterId}, 1, ${`b-${counterId}`}, 'counter.Cleared', 1, '{}', '{}', 'blocker', 'blocker')`;
    const cut = proxy.cut("meanwhile", mark);
    const submitted = engine.submit(submission);
    await cut;
    // Two backends of one command now: the cut one and that of the next attempt.
    await until(async () => (await appending()) >= 2);
    await blocker`rollback`;
    blocker.release();
    const result = await submitted;
    expect(result).toMatchObject({ ok: true, version: 1, duplicate: false });
    expect(await eventsOf(counterId)).toMatchObject([{ version: 1, command_id: result.commandId }]);
  });

  test("that loses its database for a while after the append was sent finds its outcome", async () => {
    const { submission, counterId, mark } = marked(keyed);
    const cut = proxy.cut("after", mark).then(() => proxy.interrupt());
    const submitted = engine.submit(submission);
    await cut;
    await until(async () => (await eventsOf(counterId)).length === 1);
    proxy.restore();
    expect(await submitted).toMatchObject({ ok: true, version: 1 });
    expect(await eventsOf(counterId)).toHaveLength(1);
  });
});

test("a command whose outcome cannot be found out before its deadline is outcome_unknown, and its key finds it later", async () => {
  const { submission, counterId, mark } = marked(true);
  const cut = proxy.cut("after", mark).then(() => proxy.interrupt());
  const submitted = engine.submit({ ...submission, timeoutMs: 700 });
  await cut;
  await expect(submitted).rejects.toMatchObject({ code: "outcome_unknown" });
  proxy.restore();
  await until(async () => (await engine.health()).ready);
  expect(await engine.submit(submission)).toMatchObject({ ok: true, version: 1, duplicate: true });
  expect(await eventsOf(counterId)).toHaveLength(1);
});

test("projections go on by themselves after the database was away", async () => {
  proxy.interrupt();
  const { submission } = marked(false);
  await expect(engine.submit(submission)).rejects.toMatchObject({ code: "unavailable" });
  proxy.restore();
  const done = await until(() => engine.submit(submission).catch(() => undefined));
  if (!done?.ok) throw new Error("rejected");
  const { counterId } = submission.payload as { counterId: string }; // as `marked` made it
  const { value } = await engine.query({
    projection: "counts",
    query: "countOf",
    parameters: { counterId },
    waitFor: done.position,
  });
  expect(value).toMatchObject({ changes: 1 });
});

async function appending(): Promise<number> {
  const [row] = await direct`select count(*)::int as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'
    and (query like '%.append(%' or query like 'insert into %.events as i %')`;
  return row?.n ?? 0;
}

/** Asks again until there is an answer; the test's own timeout bounds it. */
async function until<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
