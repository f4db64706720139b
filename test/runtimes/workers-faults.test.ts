import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { root } from "../house/tree.ts";
import { type CuttingProxy, cuttingProxy } from "../support/cutting-proxy.ts";
import { freePort } from "../support/embedded-server.ts";
import { eventually } from "../support/eventually.ts";
import { accountIn, bankDatabase, bankOnNode, heldTable, send, versionsOf } from "./workers/bank-scene.ts";
import { bundleWorker } from "./workers/bundle-worker.ts";
import { type StartedWorker, startWorker } from "./workers/start-worker.ts";

let script: string;
let url: string;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  url = await bankDatabase();
  script = (await bundleWorker(`${root}test/runtimes/workers/hasty-bank.ts`)).script;
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function started(databaseUrl: string): Promise<StartedWorker> {
  const worker = await startWorker({ script, bindings: { DATABASE_URL: databaseUrl } });
  ends.push(() => worker.stop());
  return worker;
}

async function proxied(): Promise<{ readonly proxy: CuttingProxy; readonly worker: StartedWorker }> {
  const proxy = await cuttingProxy(url);
  ends.push(() => proxy.close());
  return { proxy, worker: await started(proxy.url) };
}

function open(worker: StartedWorker, id: string, key?: string): Promise<Response> {
  const headers: Readonly<Record<string, string>> = key === undefined ? {} : { "idempotency-key": key };
  return send(worker, "OpenAccount", { payload: { accountId: id, owner: `owner of ${id}` }, headers });
}

describe("a worker whose database fails", () => {
  it("answers 503 while connections are refused", async () => {
    const nowhere = new URL(url);
    nowhere.port = String(await freePort());
    const answer = await open(await started(nowhere.href), "r-1");
    expect([answer.status, answer.headers.get("retry-after"), await answer.json()]).toMatchObject([
      503,
      "1",
      { code: "unavailable" },
    ]);
  });

  it("answers 503 during an outage in its life, and goes on behind it", async () => {
    const { proxy, worker } = await proxied();
    expect((await open(worker, "o-1")).status).toBe(200);
    proxy.interrupt();
    const answer = await open(worker, "o-2");
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: "unavailable" }]);
    proxy.restore();
    expect((await open(worker, "o-2")).status).toBe(200);
    expect(await versionsOf(url, "o-2")).toEqual([1]);
  });

  it.each(["before", "after", "meanwhile"] as const)(
    "finds out what became of a command whose connection was cut (%s), and does it once",
    async (at) => {
      const { proxy, worker } = await proxied();
      const cut = proxy.cut(at, `owner of c-${at}`);
      const answer = await open(worker, `c-${at}`);
      await cut;
      expect([answer.status, await answer.json()]).toMatchObject([200, { version: 1 }]);
      expect(await versionsOf(url, `c-${at}`)).toEqual([1]);
    },
  );

  it("says outcome_unknown where nobody can tell until the deadline, and tells the outcome to who sends it again", async () => {
    const { proxy, worker } = await proxied();
    // Found ready before.
    expect((await open(worker, "u-0")).status).toBe(200);
    const cut = proxy.cut("after", "owner of u-1").then(() => proxy.interrupt());
    const answer = await open(worker, "u-1", "key-u-1");
    await cut;
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: "outcome_unknown" }]);
    proxy.restore();
    expect(await (await open(worker, "u-1", "key-u-1")).json()).toMatchObject({ version: 1, duplicate: true });
    expect(await versionsOf(url, "u-1")).toEqual([1]);
  });
});

describe("a worker that is killed", () => {
  it("in the middle of a command leaves it whole or undone: sent again under its id it has happened once", async () => {
    const worker = await started(url);
    expect((await open(worker, "k-0")).status).toBe(200);
    const events = await heldTable(url, "myelin.events");
    const lost = open(worker, "k-1", "key-k-1").catch(() => undefined);
    await events.blocked();
    await worker.stop();
    await events.letGo();
    await lost;
    const answer = await open(await started(url), "k-1", "key-k-1");
    expect([answer.status, await answer.json()]).toMatchObject([200, { version: 1 }]);
    expect(await versionsOf(url, "k-1")).toEqual([1]);
  });

  it("in the middle of a sweep loses nothing: another one goes on when its lease has ended", async () => {
    const engine = await bankOnNode(url);
    await engine.submit({ command: "OpenAccount", payload: { accountId: "k-2", owner: "Kim" } });
    await engine.stop();
    const rows = await heldTable(url, "balances");
    const worker = await started(url);
    const lost = worker.scheduled().catch(() => undefined);
    await rows.blocked();
    await worker.stop();
    await rows.letGo();
    await lost;
    const next = await started(url);
    await eventually(async () => {
      expect(await next.scheduled()).toBe("ok");
      expect(await accountIn(next, "k-2")).toMatchObject({ owner: "Kim", balance: 0 });
    });
  });
});
