import { afterEach, expect, test } from "vitest";
import { bankTables } from "./bank-flows.ts";
import { didOf, eventsOf, rig, standing } from "./rig.ts";

const { start, stopAll, errors } = rig();
afterEach(stopAll);

type Engine = Awaited<ReturnType<typeof start>>;

function submit(engine: Engine, command: string, payload: object) {
  return engine.submit({ command, payload });
}

async function funded(): Promise<Engine> {
  const engine = await start(bankTables());
  await submit(engine, "Deposit", { accountId: "a", amount: 100 });
  return engine;
}

const order = { requestId: "t-1", from: "a", to: "b", amount: 30 };

test("a workflow started by an event sends its commands and completes on what they caused", async () => {
  const engine = await funded();
  await submit(engine, "Request", order);
  const head = await standing(engine, "t-1", "completed");
  expect(head).toMatchObject({ version: 1, state: "giving", reason: null, result: null });
  expect(await eventsOf(engine, "account", "a")).toEqual(['Deposited {"amount":100}', 'Withdrawn {"amount":30}']);
  expect(await eventsOf(engine, "account", "b")).toEqual(['Deposited {"amount":30}']);
  const view = await engine.workflows.show({ workflow: "moving", id: "t-1" });
  expect(view.timers).toEqual([]);
  expect(view.commands.map(({ command, index }) => [command, index])).toEqual([
    ["Withdraw", 1],
    ["Deposit", 2],
  ]);
  expect(view.history.map(({ index }) => index)).toEqual([1, 2, 3]);
  expect(errors).toEqual([]);
});

test("a rejection comes back as a reaction", async () => {
  const engine = await funded();
  await submit(engine, "Request", { ...order, amount: 130 });
  const head = await standing(engine, "t-1", "failed");
  expect(head.reason).toBe("30 are missing");
  expect(await eventsOf(engine, "account", "a")).toEqual(['Deposited {"amount":100}']);
});

test("a rejection that nobody reacts to fails the instance, and what was done is undone", async () => {
  const engine = await funded();
  await submit(engine, "Close", { accountId: "b" });
  await submit(engine, "Request", order);
  const head = await standing(engine, "t-1", "failed");
  expect(head.reason).toBe('Command "Deposit" was rejected: IsClosed');
  expect(await eventsOf(engine, "account", "a")).toEqual([
    'Deposited {"amount":100}',
    'Withdrawn {"amount":30}',
    'Deposited {"amount":30}',
  ]);
  expect((await didOf(engine, "t-1")).slice(-4)).toEqual([
    'fail: Command "Deposit" was rejected: IsClosed',
    "undo #1: send Deposit #3",
    "undone #1",
    "failed",
  ]);
});
