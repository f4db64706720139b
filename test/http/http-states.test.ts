import * as v from "valibot";
import { afterEach, expect, test } from "vitest";
import { httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { serveNode } from "../../adapters/node/mod.ts";
import { application, compile, halt, projection, query } from "../../src/mod.ts";
import { type Engine, type EngineOptions, type LogLevel, startEngine } from "../../src/runtime/mod.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { account, balanceTable, secret } from "./bank.ts";
import { json, problemOf } from "./http-case.ts";

/** A projection that stands still from the first deposit on, and tells a secret in doing so. */
const stuck = projection
  .fold("stuck", { table: balanceTable, initial: { owner: "", balance: 0 }, onFailure: halt() })
  .on(account, {
    AccountOpened: (_, { owner }) => ({ owner }),
    MoneyDeposited: () => {
      throw new Error(secret);
    },
  })
  .queries({ count: query(v.object({}), async (_, { rows }) => (await rows.list()).length) });
const tables = compile(application("stuck-bank", [account, stuck]));

const engines: Engine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

async function start(options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await startEngine({ tables, store: memoryStore(), log: () => undefined, ...options });
  engines.push(engine);
  return engine;
}

const open = json({ accountId: "a", owner: "Ann" });

test("a command beyond the engine's bound answers 429 and when to come again", async () => {
  const app = httpApp(await start({ maxInFlight: 0 }));
  const answer = await app.request("/commands/OpenAccount", open);
  expect(answer.headers.get("retry-after")).toBe("1");
  await problemOf(answer, "overloaded");
});

test("a command to an engine that stops answers 503 and when to come again", async () => {
  const engine = await start();
  await engine.stop();
  const answer = await httpApp(engine, { log: () => undefined }).request("/commands/OpenAccount", open);
  expect(answer.headers.get("retry-after")).toBe("1");
  await problemOf(answer, "unavailable");
});

test("readiness answers 503 with its notes when the database is away", async () => {
  const store = memoryStore();
  const away = { ...store, health: async () => ({ ready: false, notes: ["The database is away"] }) };
  const answer = await httpApp(await start({ store: away })).request("/health/ready");
  const { notes, processors } = await problemOf(answer, "unavailable");
  expect([notes, processors]).toEqual([["The database is away"], [expect.objectContaining({ processor: "stuck" })]]);
});

test("waiting for a projection that fails answers 504 with where it stands, and keeps its failure to the log", async () => {
  const clock = manualClock();
  const app = httpApp(await start({ clock }), { development: true, loopback: true });
  await app.request("/commands/OpenAccount", open);
  const written = await app.request("/commands/DepositMoney", json({ accountId: "a", amount: 1 }));
  const headers = { "myelin-wait-for": String(written.headers.get("myelin-position")) };
  let answer: Response | undefined;
  const asked = app.request("/queries/stuck/count", { headers });
  void Promise.resolve(asked).then((response) => {
    answer = response;
  });
  while (answer === undefined) await clock.advance(500);
  const problem = await problemOf(answer, "timeout");
  expect(problem).toMatchObject({ projection: "stuck", state: "failing", waitedFor: headers["myelin-wait-for"] });
  expect(problem.detail).toContain("keeps failing");
  expect(await (await app.request("/health/ready")).text()).not.toContain(secret);
});

test("a caller who leaves ends the waiting of its request", async () => {
  const engine = await start();
  let left: Promise<unknown> | undefined;
  const watched: Engine = {
    ...engine,
    query: (submission) => {
      left = new Promise((resolve) => submission.signal?.addEventListener("abort", resolve));
      caller.abort();
      return engine.query(submission);
    },
  };
  const server = await serveNode({ fetch: httpApp(watched).fetch, port: 0, signals: [] });
  const caller = new AbortController();
  await fetch(`${server.url}/commands/OpenAccount`, open);
  const written = await fetch(`${server.url}/commands/DepositMoney`, json({ accountId: "a", amount: 1 }));
  const headers = { "myelin-wait-for": String(written.headers.get("myelin-position")) };
  await expect(fetch(`${server.url}/queries/stuck/count`, { headers, signal: caller.signal })).rejects.toThrow();
  await left;
  await server.stop();
});

test("development on loopback stays closed to a page that reached it by another name", async () => {
  const app = httpApp(await start(), { development: true, loopback: true });
  await app.request("http://localhost/commands/OpenAccount", open);
  const ask = async (host: string): Promise<number> => (await app.request(`http://${host}/streams/account/a`)).status;
  const hosts = ["localhost:8080", "127.0.0.1", "127.8.0.1:81", "[::1]:8080", "evil.example", "127.0.0.1.evil.example"];
  expect(await Promise.all(hosts.map(ask))).toEqual([200, 200, 200, 200, 403, 403]);
});

test("what nobody foresaw is logged with its cause, and told as internal", async () => {
  const logged: [LogLevel, string, unknown][] = [];
  const engine = { ...(await start()), health: () => Promise.reject(new Error("no", { cause: new Error(secret) })) };
  const app = httpApp(engine, { log: (level, message, facts) => logged.push([level, message, facts]) });
  await problemOf(await app.request("/health/ready"), "internal");
  expect(logged).toEqual([
    ["error", 'Cannot GET "/health/ready": internal', { code: "internal", cause: expect.stringContaining(secret) }],
  ]);
});

test("a body cut short by its sender is no fault of the server", async () => {
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", body, headers, duplex: "half" };
  const app = httpApp(await start());
  await problemOf(await app.fetch(new Request("http://localhost/commands/OpenAccount", init)), "aborted");
});
