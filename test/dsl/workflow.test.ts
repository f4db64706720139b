import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { compile, deadLetter, interval, type WorkflowNode, workflow } from "../../src/mod.ts";
import type { WorkflowTools } from "../../src/model/workflow-node.ts";
import { account } from "./bank.ts";
import { approval, movedMoneyWithFees, moveMoney, payroll, transfer, transfers } from "./transfers.ts";

const react = (): undefined => undefined;
const other = (): undefined => undefined;

describe("workflow", () => {
  const empty = { on: [], onRejected: {}, onTimer: {}, onSignal: {}, onTimeout: {}, onChild: {}, onJoined: {} };

  test("says as little as it is told", () => {
    expect(workflow("plain", {}).node).toEqual({
      kind: "workflow",
      name: "plain",
      version: 1,
      sends: [],
      spawns: [],
      states: {},
      timers: {},
      signals: {},
      joins: [],
      starts: [],
      cron: {},
      inState: {},
      inAny: empty,
      onExisting: "ignore",
      onMissing: "ignore",
    });
  });

  test("keeps what it was told in its node, phase by phase", () => {
    const { node } = payroll;
    expect(node).toMatchObject({
      sends: ["account"],
      spawns: ["approval"],
      joins: ["payments"],
      retry: interval({ everyMs: 1000, maxAttempts: 5 }),
      onFailure: deadLetter({ retries: 1 }),
      onMissing: "deadLetter",
      segments: 4,
      byVersion: 2,
      cron: { Monthly: { schedule: "0 3 1 * *" } },
    });
    expect(Object.keys(node.inState)).toEqual(["approving", "paying"]);
    expect(Object.keys(node.inState.approving?.onChild.approval ?? {})).toEqual(["completed", "failed"]);
    expect(node.inAny.on.map(({ aggregate, by }) => [aggregate, by === undefined])).toEqual([["account", false]]);
    expect(approval.node.startWith).toBeTypeOf("function");
    expect(movedMoneyWithFees.node).toMatchObject({ version: 2, migrate: expect.any(Function) });
  });

  test("is a new frozen object in each phase, and leaves the former as it was", () => {
    const phases = [
      workflow("plain", { timers: { Due: v.object({}) }, states: { waiting: v.object({}) } }),
      moveMoney,
      payroll,
      approval,
    ];
    const thawed = (value: object): readonly object[] => [
      ...(Object.isFrozen(value) ? [] : [value]),
      ...Object.values(value).flatMap((member) =>
        typeof member === "object" && member !== null && !("~standard" in member) ? thawed(member) : [],
      ),
    ];
    expect(phases.flatMap(thawed)).toEqual([]);
    const started = workflow("plain", {}).start(account, { AccountOpened: react });
    const more = started.on(account, { MoneyDeposited: react });
    expect(started.node.inAny.on).toEqual([]);
    expect(more.node.inAny.on).toHaveLength(1);
  });

  test("adds one reaction to another, in a state as in all of them", () => {
    const node: WorkflowNode = workflow("plain", {
      sends: [account],
      states: { waiting: v.object({}) },
      timers: { Due: v.object({}), Late: v.object({}) },
    })
      .start(account, { AccountOpened: react })
      .onTimer({ Due: react })
      .onTimer({ Late: other })
      .in("waiting", (here) => here.onRejected({ DepositMoney: { NotOpen: react } }))
      .in("waiting", (here) => here.onRejected({ WithdrawMoney: { NotOpen: other } }).onTimer({ Due: other })).node;
    expect(node.inAny.onTimer).toEqual({ Due: react, Late: other });
    expect(node.inState.waiting).toEqual({
      ...empty,
      onRejected: { DepositMoney: { NotOpen: react }, WithdrawMoney: { NotOpen: other } },
      onTimer: { Due: other },
    });
  });

  test("refuses a second reaction to the same in one place, since one of them would be lost", () => {
    const started = workflow("plain", { sends: [account], timers: { Due: v.object({}) } })
      .start(account, { AccountOpened: react })
      .startWith(react)
      .cron({ Nightly: { at: "0 3 * * *", do: react } })
      .onTimer({ Due: react })
      .onRejected({ DepositMoney: { NotOpen: react } });
    expect(() => started.onTimer({ Due: other })).toThrow(
      'Cannot declare workflow "plain": it has timer "Due" twice; keep one of them',
    );
    expect(() => started.onRejected({ DepositMoney: { NotOpen: other } })).toThrow(
      'it has rejection of "DepositMoney": "NotOpen" twice',
    );
    const again = workflow("plain", {})
      .startWith(react)
      .cron({ Nightly: { at: "0 3 * * *", do: react } });
    expect(() => again.startWith(react)).toThrow("it has a start by name twice");
    expect(() => again.cron({ Nightly: { at: "0 4 * * *", do: react } })).toThrow('it has cron start "Nightly" twice');
  });
});

describe("the tools of a workflow", () => {
  const toolsOf = (name: string): WorkflowTools => {
    const tools = compile(transfers).workflows[name]?.versions["1"]?.tools;
    if (tools === undefined) throw new Error(`no workflow ${name}`);
    return tools;
  };
  const reacted = (reaction: unknown, ...given: readonly unknown[]): unknown =>
    (reaction as (...all: readonly unknown[]) => unknown)(...given); // what it takes is in the types of its phase
  const facts = { id: "t-1", state: null, now: new Date(0) };

  test("make actions and do nothing", () => {
    const start = moveMoney.node.starts[0]?.handlers.TransferRequested;
    const order = { from: "a", to: "b", amount: 3 };
    const deposit = { kind: "send", command: "DepositMoney", payload: { accountId: "a", amount: 3 } };
    expect(reacted(start, order, { ...toolsOf("move-money"), ...facts })).toEqual([
      { kind: "send", command: "WithdrawMoney", payload: { accountId: "a", amount: 3 }, undo: deposit },
      { kind: "schedule", timer: "Overdue", key: "", due: { inMs: 172_800_000 }, data: {} },
      { kind: "become", state: "withdrawing", data: order },
    ]);
    expect(reacted(moveMoney.node.inAny.onTimer.Overdue, null, {}, toolsOf("move-money"))).toEqual({
      kind: "fail",
      why: "Overdue",
    });
  });

  test("make waits, children, keyed timers, cancels and forks", () => {
    const ask = { question: "2026-11" };
    expect(reacted(approval.node.startWith, ask, toolsOf("approval"))).toEqual([
      { kind: "become", state: "asked", data: ask },
      { kind: "wait", signal: "Answer", withinMs: 86_400_000 },
    ]);
    const payday = { month: "2026-11", accounts: ["a"] };
    const tools = toolsOf("payroll");
    expect(reacted(payroll.node.startWith, payday, tools)).toEqual([
      { kind: "spawn", workflow: "approval", input: ask },
      { kind: "become", state: "approving", data: payday },
    ]);
    const at = new Date("2026-11-01T03:00:00Z");
    expect(reacted(payroll.node.cron.Monthly?.handle, { name: "Monthly", at }, tools)).toEqual([
      { kind: "schedule", timer: "Remind", key: "first", due: { at }, data: { times: 1 } },
      { kind: "become", state: "approving", data: { month: "2026-11", accounts: [] } },
    ]);
    const { onChild, onTimer } = payroll.node.inState.approving ?? {};
    expect(reacted(onChild?.approval?.completed, payday, { yes: true }, tools)).toEqual([
      { kind: "become", state: "paying", data: payday },
      {
        kind: "fork",
        name: "payments",
        until: "all",
        branches: [{ kind: "send", command: "DepositMoney", payload: { accountId: "a", amount: 1 } }],
      },
    ]);
    expect(reacted(onTimer?.Remind, payday, { times: 9 }, tools)).toEqual({ kind: "cancelTimer" });
  });

  test("refuse a duration that is none, where it was written", () => {
    // What the types refuse.
    const { schedule } = toolsOf("move-money") as { schedule: { Overdue: (due: unknown) => unknown } };
    expect(() => schedule.Overdue({ in: "two days" })).toThrow('Cannot read duration "two days"');
  });
});

test("a transfer that is asked for twice is refused by its own aggregate", () => {
  const command = transfer.commands.RequestTransfer({ transferId: "t", from: "a", to: "b", amount: 1 });
  expect(transfer.decide("none", command)).toMatchObject({ name: "TransferRequested" });
  expect(transfer.decide("requested", command)).toMatchObject({ name: "Twice" });
});
