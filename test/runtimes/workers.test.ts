import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { compile } from "myelin";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { bank } from "../../examples/bank/bank.ts";
import { root } from "../house/tree.ts";
import { freshDatabase } from "../support/database.ts";
import { bundleWorker } from "./workers/bundle-worker.ts";
import { type StartedWorker, startWorker } from "./workers/start-worker.ts";

let url: string;
let worker: StartedWorker;

beforeAll(async () => {
  url = await freshDatabase();
  const store = await postgresStore({ url });
  await store.schema.migrate(compile(bank));
  await store.close();
  const { script } = await bundleWorker(`${root}examples/bank/workers.ts`);
  worker = await startWorker({ script, bindings: { DATABASE_URL: url, MYELIN_ADMIN_TOKEN: "t" } });
});
afterAll(() => worker?.stop());

function send(command: string, payload: object, headers: Record<string, string> = {}): Promise<Response> {
  return worker.fetch(`/commands/${command}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(payload),
  });
}

describe("the bank in workerd", () => {
  it("handles a command, and a query that waits for it", async () => {
    const opened = await send("OpenAccount", { accountId: "a-1", owner: "Ann" });
    const text = await opened.text();
    expect([opened.status, text]).toEqual([200, expect.stringContaining('"version":1')]);
    const position = opened.headers.get("myelin-position") ?? "";
    const answer = await worker.fetch("/queries/balances/balanceOf?accountId=a-1", { headers: { "myelin-wait-for": position } });
    expect(await answer.json()).toEqual({ accountId: "a-1", owner: "Ann", balance: 0 });
  });
});
