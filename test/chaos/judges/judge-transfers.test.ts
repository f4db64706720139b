import { describe, expect, it } from "vitest";
import type { InstanceStatus } from "../../../src/runtime/mod.ts";
import {
  type BankBooks,
  type BankEvent,
  judgeMoney,
  judgeSends,
  judgeTransfers,
  type OutboxEntry,
} from "./judge-transfers.ts";

const order = { from: "x", to: "y", amount: 5 };

function requested(stream: string): BankEvent {
  return { type: "transfer.TransferRequested", stream, data: order, commandId: `r-${stream}`, instance: null };
}

function moved(word: "MoneyWithdrawn" | "MoneyDeposited", given: Partial<BankEvent> = {}): BankEvent {
  const stream = word === "MoneyWithdrawn" ? "x" : "y";
  const commandId = `${word}-1`;
  return { type: `account.${word}`, stream, data: { amount: 5 }, commandId, instance: "t-1", ...given };
}

const [out, into] = [moved("MoneyWithdrawn"), moved("MoneyDeposited")];
const back = moved("MoneyDeposited", { stream: "x", commandId: "undo-1" });

function books(status: InstanceStatus | undefined, ...events: readonly BankEvent[]): BankBooks {
  const instances = new Map(status === undefined ? [] : [["t-1", status]]);
  return { events: [requested("t-1"), ...events], outbox: [], instances, balances: new Map(), leftTimers: 0 };
}

const none = { completed: 0, compensated: 0, refused: 0, wrong: 0, unfinished: 0, stuck: 0 };

describe("judge of transfers", () => {
  it("knows those that are completed, compensated, refused", () => {
    expect(judgeTransfers(books("completed", out, into))).toEqual({ ...none, completed: 1 });
    expect(judgeTransfers(books("failed", out, back))).toEqual({ ...none, compensated: 1 });
    expect(judgeTransfers(books("failed"))).toEqual({ ...none, refused: 1 });
  });

  it("counts those without an end, and those that are stuck", () => {
    expect(judgeTransfers(books(undefined))).toEqual({ ...none, unfinished: 1 });
    expect(judgeTransfers(books("undoing", out))).toEqual({ ...none, unfinished: 1 });
    expect(judgeTransfers(books("stuck", out))).toEqual({ ...none, stuck: 1 });
  });

  it.each<[string, BankBooks]>([
    ["is completed and deposits twice", books("completed", out, into, into)],
    ["is completed and deposits nothing", books("completed", out)],
    ["is completed and deposits elsewhere", books("completed", out, back)],
    ["is completed and deposits another amount", books("completed", out, { ...into, data: { amount: 6 } })],
    ["fails and gives nothing back", books("failed", out)],
    ["fails and gives back what was never taken", books("failed", back)],
  ])("calls wrong what %s", (_, found) => {
    expect(judgeTransfers(found)).toEqual({ ...none, wrong: 1 });
  });

  it("calls wrong what moves money that nobody asked for", () => {
    const strange = moved("MoneyDeposited", { instance: "t-2" });
    expect(judgeTransfers(books("completed", out, into, strange))).toEqual({ ...none, completed: 1, wrong: 1 });
  });
});

describe("judge of money", () => {
  const paid = moved("MoneyDeposited", { data: { amount: 100 }, instance: null });
  const balanced = (balance: number): BankBooks => ({
    ...books("completed", paid, out, into),
    balances: new Map([["x", balance]]),
  });

  it("finds cents that came or went, in the log and in the projection", () => {
    expect(judgeMoney(balanced(100), 100)).toBe(0);
    expect(judgeMoney(balanced(97), 100)).toBe(3);
    expect(judgeMoney({ ...balanced(100), events: [paid, into] }, 100)).toBe(5);
  });
});

describe("judge of sends", () => {
  const row = (commandId: string, status: OutboxEntry["status"]): OutboxEntry => {
    return { instance: "t-1", commandId, status };
  };
  const sent = (events: readonly BankEvent[], ...outbox: readonly OutboxEntry[]) =>
    judgeSends({ ...books("completed", ...events), outbox });
  const right = { doubledCommands: 0, lostCommands: 0 };

  it("finds nothing where each command made what its row says", () => {
    expect(sent([out], row("MoneyWithdrawn-1", "done"), row("c-2", "rejected"), row("c-3", "dropped"))).toEqual(right);
  });

  it("finds a command doubled: two events, an id that nobody knows, an id of two rows, a rejection that made one", () => {
    const doubled = { doubledCommands: 1, lostCommands: 0 };
    expect(sent([out, out], row("MoneyWithdrawn-1", "done"))).toEqual(doubled);
    expect(sent([out])).toEqual(doubled);
    expect(sent([out], row("MoneyWithdrawn-1", "done"), row("MoneyWithdrawn-1", "done"))).toEqual(doubled);
    expect(sent([out], row("MoneyWithdrawn-1", "rejected"))).toEqual(doubled);
  });

  it("finds a command lost: done and not in the log, or without an outcome", () => {
    expect(sent([], row("c-1", "done")).lostCommands).toBe(1);
    expect(sent([], row("c-1", "pending")).lostCommands).toBe(1);
  });
});
