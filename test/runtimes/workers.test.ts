import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../house/tree.ts";
import { eventually } from "../support/eventually.ts";
import { accountIn, bankDatabase, bankOnNode, send } from "./workers/bank-scene.ts";
import { bundleWorker } from "./workers/bundle-worker.ts";
import { type StartedWorker, startWorker } from "./workers/start-worker.ts";

const headers = { authorization: "Bearer secret" };
let script: string;
let url: string;
let worker: StartedWorker;

beforeAll(async () => {
  url = await bankDatabase();
  script = (await bundleWorker(`${root}examples/bank/workers.ts`)).script;
  worker = await startWorker({ script, bindings: { DATABASE_URL: url, MYELIN_ADMIN_TOKEN: "secret" } });
});
afterAll(() => worker?.stop());

function open(accountId: string, more: Readonly<Record<string, string>> = {}): Promise<Response> {
  return send(worker, "OpenAccount", { payload: { accountId, owner: "Ann" }, headers: more });
}

describe("the bank's example in workerd", () => {
  it("handles a command, and answers a query that waits for it", async () => {
    const opened = await open("a-1");
    expect([opened.status, await opened.json()]).toMatchObject([200, { version: 1, duplicate: false }]);
    const deposited = await send(worker, "DepositMoney", { payload: { accountId: "a-1", amount: 80 } });
    const position = deposited.headers.get("myelin-position") ?? "";
    expect(await accountIn(worker, "a-1", position)).toEqual({ accountId: "a-1", owner: "Ann", balance: 80 });
  });

  it("tells rejections, and commands and bodies that it cannot take", async () => {
    const withdrawn = await send(worker, "WithdrawMoney", { payload: { accountId: "a-none", amount: 1 } });
    expect([withdrawn.status, await withdrawn.json()]).toMatchObject([422, { code: "rejected", reason: "NotOpen" }]);
    expect((await send(worker, "OpenAcount", { payload: {} })).status).toBe(404);
    expect((await send(worker, "OpenAccount", { payload: { accountId: 1 } })).status).toBe(400);
  });

  it("handles a command once under its id, and refuses the id for another", async () => {
    const key = { "idempotency-key": "open-a-2" };
    expect(await (await open("a-2", key)).json()).toMatchObject({ version: 1, duplicate: false });
    expect(await (await open("a-2", key)).json()).toMatchObject({ version: 1, duplicate: true });
    expect((await open("a-3", key)).status).toBe(422);
  });

  it("moves projections behind its answers, also of a command that it accepted first", async () => {
    const accepted = await open("a-4", { prefer: "respond-async" });
    expect(accepted.status).toBe(202);
    const state = accepted.headers.get("location") ?? "";
    await eventually(async () => expect(await (await worker.fetch(state)).json()).toMatchObject({ version: 1 }));
    await eventually(async () => expect(await accountIn(worker, "a-4")).toMatchObject({ balance: 0 }));
  });

  it("moves by schedule what nobody else has moved", async () => {
    const engine = await bankOnNode(url);
    await engine.submit({ command: "OpenAccount", payload: { accountId: "a-5", owner: "Ben" } });
    await engine.stop();
    expect(await accountIn(worker, "a-5")).toBeNull();
    expect(await worker.scheduled()).toBe("ok");
    expect(await accountIn(worker, "a-5")).toMatchObject({ owner: "Ben" });
  });

  it("keeps requests apart: fifty at once, on accounts of their own and on one", async () => {
    expect((await open("a-6")).status).toBe(200);
    const own = Array.from({ length: 25 }, (_, nth) => open(`b-${nth}`));
    const shared = Array.from({ length: 25 }, () =>
      send(worker, "DepositMoney", { payload: { accountId: "a-6", amount: 2 } }),
    );
    const answers = await Promise.all([...own, ...shared]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const positions = answers.map((answer) => Number(answer.headers.get("myelin-position")));
    expect(await accountIn(worker, "a-6", String(Math.max(...positions)))).toMatchObject({ balance: 50 });
  });

  it("opens its protected addresses to its token alone, and tells how its processors stand", async () => {
    expect((await worker.fetch("/admin/processors")).status).toBe(401);
    const answer = await worker.fetch("/admin/processors", { headers });
    expect([answer.status, JSON.stringify(await answer.json())]).toEqual([200, expect.stringContaining("balances")]);
    expect(await (await worker.fetch("/health/ready")).json()).toMatchObject({ status: "ready" });
  });

  it("reaches its database by a Hyperdrive binding", async () => {
    const bound = await startWorker({ script, hyperdrives: { HYPERDRIVE: url } });
    const opened = await send(bound, "OpenAccount", { payload: { accountId: "h-1", owner: "Hal" } });
    expect(opened.status).toBe(200);
    const position = opened.headers.get("myelin-position") ?? "";
    expect(await accountIn(bound, "h-1", position)).toMatchObject({ owner: "Hal" });
    expect(await bound.scheduled()).toBe("ok");
    await bound.stop();
  });

  it("says 503 where it has no database, or one without the schema", async () => {
    const lost = await startWorker({ script });
    const answer = await lost.fetch("/routes");
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: "store_not_ready" }]);
    expect(await lost.scheduled()).toBe("exception");
    await lost.stop();
  });
});
