import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { compile } from "../../src/mod.ts";
import { startEngine } from "../../src/runtime/mod.ts";
import { bank } from "../http/bank.ts";

// Each caller who waited held a connection, a timer and memory, and nothing bounded how many did.
test("queries that wait are bounded, and those that need not wait are answered", async () => {
  const engine = await startEngine({ tables: compile(bank), store: memoryStore(), log: () => {}, maxWaits: 1 });
  await engine.submit({ command: "OpenAccount", payload: { accountId: "a-1", owner: "Ann" } });
  await engine.processors.pause("balances");
  const done = await engine.submit({ command: "DepositMoney", payload: { accountId: "a-1", amount: 5 } });
  if (!done.ok) throw new Error("Expected the deposit to be done");
  const ask = { projection: "balances", query: "balanceOf", parameters: { accountId: "a-1" } };
  const waits = [1, 2].map(() => engine.query({ ...ask, waitFor: done.position }));
  // Whichever came second.
  const refused = await Promise.race(
    waits.map((wait) =>
      wait.then(
        () => undefined,
        (error: unknown) => error,
      ),
    ),
  );
  expect(refused).toMatchObject({ code: "overloaded" });
  await engine.query(ask);
  await engine.processors.resume("balances");
  const ends = await Promise.allSettled(waits);
  expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await engine.query({ ...ask, waitFor: done.position });
  await engine.stop();
});
