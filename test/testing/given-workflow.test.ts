import { describe, expect, it } from "vitest";
import { application } from "../../src/mod.ts";
import { DifferenceError, given, happened } from "../../src/testing/mod.ts";
import { account, moving, request } from "../runtime/workflows/bank-flows.ts";

const bank = application("bank", [account, request, moving]);
const order = { from: "a", to: "b", amount: 30 };
const requested = happened(request, "t-1", request.events.Requested(order));
const withdrawn = happened(account, "a", account.events.Withdrawn({ amount: 30 }));
const deposited = happened(account, "b", account.events.Deposited({ amount: 30 }));
const { Withdraw, Deposit } = account.commands;

describe("given a workflow's events", () => {
  it("then it has sent commands, has timers and a state", () => {
    given(moving, bank)
      .when(requested)
      .thenSends(Withdraw({ accountId: "a", amount: 30 }))
      .thenTimers({ Overdue: "2 days" })
      .thenState("taking", order)
      .thenStatus("running");
  });

  it("when an event of its own command comes it goes on, to its end", () => {
    given(moving, bank, requested)
      .when(withdrawn)
      .thenSends(Deposit({ accountId: "b", amount: 30 }))
      .thenState("giving", order)
      .when(deposited)
      .thenSends()
      .thenTimers({})
      .thenCompletes();
  });

  it("when a command is rejected it fails, and undoes what was done once that is", () => {
    given(moving, bank, requested, withdrawn)
      .whenRejected("Deposit", account.rejections.IsClosed())
      .thenStatus("undoing")
      .thenSends(Deposit({ accountId: "a", amount: 30 }))
      .whenDone()
      .thenStatus("failed", 'Command "Deposit" was rejected: IsClosed');
  });

  it("when a rejection has a reaction its payload arrives there", () => {
    given(moving, bank, requested)
      .whenRejected("Withdraw", account.rejections.TooLittle({ missing: 5 }))
      .thenSends()
      .thenStatus("failed", "5 are missing");
  });

  it("when time passes its timers fire, not before they are due", () => {
    given(moving, bank, requested)
      .whenTimePasses("47 hours")
      .thenStatus("running")
      .thenTimers({ Overdue: "1 hour" })
      .whenTimePasses("1 hour")
      .thenSends(Deposit({ accountId: "a", amount: 30 }))
      .whenDone()
      .thenStatus("failed", "Overdue");
  });

  it("when a signal comes, or an operator cancels it, it ends", () => {
    given(moving, bank, requested).whenSignal("Stop", { why: "enough" }).whenDone().thenStatus("failed", "enough");
    given(moving, bank, requested).whenCancelled("by mistake").whenDone().thenStatus("cancelled", "by mistake");
  });

  it("then throws with all of both when the commands, the timers, the state or the status are others", () => {
    const began = given(moving, bank, requested);
    const wrong = [
      () => began.thenSends(),
      () => began.thenSends(Withdraw({ accountId: "a", amount: 31 })),
      () => began.thenTimers({ Overdue: "1 day" }),
      () => began.thenState("taking", { ...order, amount: 31 }),
      () => began.thenStatus("completed"),
      () => began.thenCompletes(),
      () => began.thenSpawns({ workflow: "other", input: null }),
    ];
    for (const one of wrong) expect(one).toThrow(DifferenceError);
  });

  it("nothing goes on where nothing has begun", () => {
    expect(() => given(moving, bank).whenSignal("Stop", { why: "enough" })).toThrow("nothing has begun an instance");
    expect(() => given(moving, application("other", [account, request]))).toThrow(/does not have it/);
    expect(() => given(moving, bank, requested).whenRejected("Break", account.rejections.IsClosed())).toThrow(
      "none of that name is open",
    );
  });
});
