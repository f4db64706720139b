import { describe, expect, it } from "vitest";
import { isMyelinError } from "../../src/base/error.ts";
import { DifferenceError, given, happened } from "../../src/testing/mod.ts";
import { account, balances } from "../dsl/bank.ts";

const { AccountOpened, MoneyDeposited, MoneyWithdrawn } = account.events;
const { WithdrawMoney, DepositMoney, OpenAccount } = account.commands;
const { InsufficientFunds, NotOpen } = account.rejections;
const history = [AccountOpened({ owner: "Ann" }), MoneyDeposited({ amount: 80 })] as const;

/** What is thrown, which every test below needs. */
function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("given an aggregate's history", () => {
  it("then has the events of the command", () => {
    given(account, ...history)
      .when(WithdrawMoney({ accountId: "a-1", amount: 50 }))
      .then(MoneyWithdrawn({ amount: 50 }));
  });

  it("then has the rejection with its payload", () => {
    given(account, ...history)
      .when(WithdrawMoney({ accountId: "a-1", amount: 90 }))
      .then(InsufficientFunds({ balance: 80, missing: 10 }));
  });

  it("then has a rejection that is a sentence", () => {
    given(account)
      .when(WithdrawMoney({ accountId: "a-1", amount: 90 }))
      .then(NotOpen());
  });

  it("then throws with all of both when the events are others", () => {
    const decided = given(account, ...history).when(WithdrawMoney({ accountId: "a-1", amount: 50 }));
    const error = thrownBy(() => decided.then(MoneyWithdrawn({ amount: 51 })));
    expect(error).toBeInstanceOf(DifferenceError);
    expect((error as DifferenceError).message).toBe(`Command "WithdrawMoney" came to something else

--- expected
+++ actual
 [
   {
     "data": {
-      "amount": 51
+      "amount": 50
     },
     "event": "MoneyWithdrawn"
   }
 ]`);
    expect(error).toMatchObject({ actual: [{ data: { amount: 50 } }], expected: [{ data: { amount: 51 } }] });
  });

  it("then throws when a rejection, no event, one event more or one less is expected", () => {
    const decided = given(account, ...history).when(WithdrawMoney({ accountId: "a-1", amount: 50 }));
    const event = MoneyWithdrawn({ amount: 50 });
    expect(thrownBy(() => decided.then(NotOpen()))).toBeInstanceOf(DifferenceError);
    expect(thrownBy(() => decided.then())).toBeInstanceOf(DifferenceError);
    expect(thrownBy(() => decided.then(event, event))).toBeInstanceOf(DifferenceError);
    decided.then(event);
  });

  it("the state before and after is there to compare", () => {
    const before = given(account, ...history);
    expect(before.state).toEqual({ status: "open", balance: 80 });
    const after = before.when(DepositMoney({ accountId: "a-1", amount: 5 }));
    after.thenState({ status: "open", balance: 85 });
    expect(thrownBy(() => after.thenState({ status: "open", balance: 84 }))).toBeInstanceOf(DifferenceError);
    expect(before.state).toEqual({ status: "open", balance: 80 });
  });

  it("a payload that does not fit fails as it does in the engine", () => {
    const decided = given(account).when(OpenAccount({ accountId: "", owner: "Ann" }));
    decided.thenFails("invalid_command");
    expect(thrownBy(() => decided.thenFails("refused"))).toBeInstanceOf(DifferenceError);
    const error = thrownBy(() => decided.then());
    expect(isMyelinError(error) && error.code).toBe("invalid_command");
  });

  it("an event that was given and does not fit is the test's own mistake", () => {
    const error = thrownBy(() => given(account, MoneyDeposited({ amount: 0 })).state);
    expect(isMyelinError(error) && error.message).toMatch(/^Cannot take event "MoneyDeposited" as given: .*amount/);
  });

  it("awaiting it is refused in words", async () => {
    const decided: unknown = given(account).when(OpenAccount({ accountId: "a", owner: "Ann" }));
    await expect(decided).rejects.toThrow("Cannot await given(…).when(…): it is no promise");
  });
});

describe("given a log", () => {
  const ann = happened(account, "a-1", AccountOpened({ owner: "Ann" }), MoneyDeposited({ amount: 80 }));
  const bob = happened(account, "a-2", AccountOpened({ owner: "Bob" }));

  it("then a fold has its rows, ordered by key", () => {
    given(balances, bob, ann).then([
      { accountId: "a-1", owner: "Ann", balance: 80 },
      { accountId: "a-2", owner: "Bob", balance: 0 },
    ]);
  });

  it("when something happens next the rows follow", () => {
    given(balances, ann)
      .when(happened(account, "a-1", MoneyWithdrawn({ amount: 30 })))
      .then([{ accountId: "a-1", owner: "Ann", balance: 50 }]);
  });

  it("nothing happened: no rows", () => {
    given(balances).then([]);
  });

  it("then throws with all of both when the rows are others", () => {
    const error = thrownBy(() => given(balances, bob).then([{ accountId: "a-2", owner: "Bo", balance: 0 }]));
    expect((error as DifferenceError).message).toContain('-    "owner": "Bo"\n+    "owner": "Bob"');
  });
});
