import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { compile } from "../../src/mod.ts";
import type { StoredEvent } from "../../src/runtime/mod.ts";
import { type Bouncer, bouncerFolder, startBouncer } from "../support/bouncer.ts";
import { freshDatabase, testServer } from "../support/database.ts";
import { skipFor } from "./lane.ts";
import { bundleWorker } from "./workers/bundle-worker.ts";
import { lines } from "./workers/hot-stream.ts";
import { type StartedWorker, startWorker } from "./workers/start-worker.ts";

/** Each a workerd of its own, so that they share nothing but the database. */
const isolates = 8;
const atOnce = 2;
const rounds = 6;
const commands = isolates * atOnce * rounds;

const noBouncer = (await bouncerFolder) === undefined ? "pgbouncer is not installed" : undefined;
let bouncer: Bouncer | undefined;
afterAll(() => bouncer?.stop());

describe.each([
  { connection: "directly", missing: undefined, by: async (url: string) => url },
  {
    connection: "through PgBouncer",
    missing: noBouncer,
    by: async (url: string) => {
      bouncer = await startBouncer(testServer().url);
      return bouncer.by(url);
    },
  },
])("a hot stream written from many isolates of workerd $connection", ({ missing, by }) => {
  const workers: StartedWorker[] = [];
  let databaseUrl = "";

  beforeAll(async () => {
    if (skipFor(missing)) return;
    databaseUrl = await freshDatabase();
    const store = await postgresStore({ url: databaseUrl });
    await store.schema.migrate(compile(lines));
    await store.close();
    const { script } = await bundleWorker(new URL("./workers/hot-stream.ts", import.meta.url));
    const bindings = { DATABASE_URL: await by(databaseUrl) };
    for (let nth = 0; nth < isolates; nth++) workers.push(await startWorker({ script, bindings }));
  });
  afterAll(async () => {
    for (const worker of workers) await worker.stop();
  });

  it.skipIf(skipFor(missing))("has no version conflict with scope cluster", async () => {
    await joinAll("Queue");
    expect(await lost()).toEqual({ races: 0, others: 0 });
    await expectOneLine("queue");
  });

  it.skipIf(skipFor(missing))("is right without it, too: races are lost and won again", async () => {
    await joinAll("Join");
    const { races } = await lost();
    console.log(`${races} races lost for ${commands} commands`);
    expect(races).toBeGreaterThan(0);
    await expectOneLine("line");
  });

  /** From every isolate at once, some at a time. */
  async function joinAll(command: string): Promise<void> {
    const joining = workers.flatMap((worker, isolate) =>
      Array.from({ length: atOnce }, async (_, lane) => {
        for (let round = 0; round < rounds; round++) {
          const who = `${isolate}-${lane}-${round}`;
          const answer = await worker.fetch(`/commands/${command}`, {
            method: "POST",
            headers: { "content-type": "application/json", "idempotency-key": `${command}-${who}` },
            body: JSON.stringify({ lineId: "hot", who }),
          });
          expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ duplicate: false })]);
        }
      }),
    );
    await Promise.all(joining);
  }

  async function lost(): Promise<{ races: number; others: number }> {
    const counts = await Promise.all(workers.map(async (worker) => (await worker.fetch("/lost")).json()));
    return counts.reduce((sum, { races, others }) => ({ races: sum.races + races, others: sum.others + others }), {
      races: 0,
      others: 0,
    });
  }

  /** Everybody stands in it once, on the place after the one before. */
  async function expectOneLine(type: string): Promise<void> {
    const store = await postgresStore({ url: databaseUrl });
    const events: readonly StoredEvent[] = await store.events.readStream({
      stream: { type, id: "hot" },
      after: 0,
      limit: commands + 1,
    });
    await store.close();
    const places = Array.from({ length: commands }, (_, index) => index + 1);
    expect(events.map(({ version }) => version)).toEqual(places);
    expect(events.map(({ data }) => (data as { place: number }).place)).toEqual(places); // as the schema has it
    expect(new Set(events.map(({ data }) => (data as { who: string }).who)).size).toBe(commands); // likewise
  }
});
