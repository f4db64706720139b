import { expect, test } from "vitest";
import { bank } from "../../examples/bank/transfers.ts";
import { compile } from "../../src/mod.ts";
import { deploymentObstacles } from "../../src/runtime/admin/deployment-obstacles.ts";
import type { InUse } from "../../src/store/deployment-store.ts";

const tables = compile(bank);
const nothing: InUse = { letters: [], instances: [], timers: [], commands: [] };
const running = { workflow: "move-money", version: 1, status: "running", state: "withdrawing", instances: 2 } as const;
const letters = { processor: "balances", eventType: "account.MoneyDeposited", inbox: false, letters: 3, sequences: 1 };

const codes = (inUse: Partial<InUse>) =>
  deploymentObstacles({ ...nothing, ...inUse }, tables).map(
    ({ code, subject, count }) => `${code} ${subject} ${count}`,
  );

test("nothing stands in the way of code that knows all that is in use", () => {
  const inUse: InUse = {
    letters: [
      letters,
      { ...letters, processor: "balances~rebuild" },
      { ...letters, processor: "move-money", eventType: "timer Overdue", inbox: true },
    ],
    instances: [running, { ...running, state: null }],
    timers: [
      { workflow: "move-money", version: 1, name: "Overdue", timers: 1 },
      { workflow: "move-money", version: 1, name: "wait:Stop", timers: 1 },
    ],
    commands: [{ command: "DepositMoney", commands: 1 }],
  };
  expect(deploymentObstacles(inUse, tables)).toEqual([]);
});

test("letters stand in the way whose processor or handler is gone, also of names that every object has", () => {
  expect(codes({ letters: [{ ...letters, processor: "accounts" }] })).toEqual(["orphaned_letters accounts 3"]);
  expect(codes({ letters: [{ ...letters, processor: "constructor" }] })).toEqual(["orphaned_letters constructor 3"]);
  expect(codes({ letters: [{ ...letters, eventType: "account.Closed" }] })).toEqual(["unhandled_letters balances 3"]);
});

test("instances stand in the way whose workflow, version or state is gone", () => {
  expect(codes({ instances: [{ ...running, workflow: "toString" }] })).toEqual(["workflow_gone toString v1 2"]);
  expect(codes({ instances: [{ ...running, version: 7 }] })).toEqual(["version_gone move-money v7 2"]);
  expect(codes({ instances: [{ ...running, state: "lost" }] })).toEqual(["state_gone move-money v1 2"]);
});

test("timers, waits and commands stand in the way that nobody would know", () => {
  const timer = { workflow: "move-money", version: 1, timers: 4 };
  expect(codes({ timers: [{ ...timer, name: "Never" }] })).toEqual(["timer_gone move-money v1 4"]);
  expect(codes({ timers: [{ ...timer, name: "wait:Never" }] })).toEqual(["signal_gone move-money v1 4"]);
  // Of a version that is gone its instances tell.
  expect(codes({ timers: [{ ...timer, version: 7, name: "Never" }] })).toEqual([]);
  expect(codes({ commands: [{ command: "Vanished", commands: 1 }] })).toEqual(["command_gone Vanished 1"]);
});

test("each obstacle says what to do", () => {
  const [one] = deploymentObstacles({ ...nothing, instances: [{ ...running, version: 7, instances: 1 }] }, tables);
  expect(one?.message).toBe(
    'Cannot deploy without version 7 of workflow "move-money": 1 instance has not ended; keep it beside the others until they have, migrate them ("myelin workflows migrate move-money") or cancel them',
  );
});
