import { describe, expect, test } from "vitest";
import { account } from "./bank.ts";
import { shelf } from "./depot.ts";

const { Store, Fetch, Count } = shelf.commands;
const { Dusted, Stored } = shelf.events;
const { TooHeavy, TooMany } = shelf.rejections;
const clean = { boxes: 0, dusted: true };

describe("decide with interceptors", () => {
  test("puts an interceptor's events before the decider's, which sees the state behind them", () => {
    expect(shelf.decide(shelf.initial(), Store({ boxes: 3 }))).toEqual([Dusted({}), Stored({ boxes: 3 })]);
  });

  test("answers the decider's own answer when no interceptor emitted", () => {
    expect(shelf.decide(clean, Store({ boxes: 3 }))).toEqual(Stored({ boxes: 3 }));
    expect(shelf.decide(clean, Count({ shelfId: null }))).toBeUndefined();
  });

  test("answers an interceptor's rejection, and drops the events before it", () => {
    expect(shelf.decide(shelf.initial(), Store({ boxes: 9 }))).toEqual(TooHeavy());
    expect(shelf.decide(clean, Fetch({ boxes: 9 }))).toEqual(TooHeavy());
  });

  test("answers the decider's rejection alone, whatever was emitted before it", () => {
    expect(shelf.decide(shelf.initial(), Store({ boxes: 11 }))).toEqual(TooMany({ boxes: 11 }));
  });

  test("runs interceptors in declared order, only before the commands they are for, until one rejects", () => {
    const seen: string[] = [];
    const note =
      (name: string) =>
      (_: unknown, __: unknown, { command }: { readonly command: string }) => {
        seen.push(`${name} ${command}`);
        return undefined;
      };
    const guarded = account
      .intercept("*Money", note("money"))
      .intercept("OpenAccount", note("open"))
      .intercept(/^W/, (_, __, { reject }) => reject.NotOpen())
      .intercept("*", note("all"));
    guarded.decide(guarded.initial(), guarded.commands.OpenAccount({ accountId: "a", owner: "Ann" }));
    guarded.decide(guarded.initial(), guarded.commands.DepositMoney({ accountId: "a", amount: 1 }));
    expect(guarded.decide(guarded.initial(), guarded.commands.WithdrawMoney({ accountId: "a", amount: 1 }))).toEqual(
      guarded.rejections.NotOpen(),
    );
    expect(seen).toEqual([
      "open OpenAccount",
      "all OpenAccount",
      "money DepositMoney",
      "all DepositMoney",
      "money WithdrawMoney",
    ]);
  });

  test("counts an interceptor's events into the version that those behind it see", () => {
    const versions: number[] = [];
    const counted = account
      .intercept("OpenAccount", (_, __, { emit, version }) => {
        versions.push(version);
        return [emit.AccountOpened({ owner: "Ann" }), emit.MoneyDeposited({ amount: 5 })];
      })
      .intercept("OpenAccount", (state, _, { version }) => {
        versions.push(version);
        expect(state).toEqual({ status: "open", balance: 5 });
        return undefined;
      });
    const open = counted.commands.OpenAccount({ accountId: "a", owner: "Ann" });
    expect(counted.decide(counted.initial(), open, { version: 7 })).toEqual(counted.rejections.AlreadyOpen());
    expect(versions).toEqual([7, 9]);
  });

  test("refuses an answer that is none", () => {
    const late = account.intercept("*", (() => Promise.resolve()) as never); // what JavaScript could pass
    const open = late.commands.OpenAccount({ accountId: "a", owner: "Ann" });
    expect(() => late.decide(late.initial(), open)).toThrow(
      expect.objectContaining({
        code: "invalid_decision",
        message: expect.stringMatching(/^Cannot decide command "OpenAccount": an interceptor answered neither /),
      }),
    );
  });
});
