import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { aggregate } from "../../src/mod.ts";
import { account } from "./bank.ts";

const opened = account.events.AccountOpened({ owner: "Ann" });
const deposited = account.events.MoneyDeposited({ amount: 80 });

describe("account without the engine", () => {
  test("initial state is made anew each time", () => {
    expect(account.initial()).toEqual({ status: "none" });
    expect(account.initial()).not.toBe(account.initial());
  });

  test("evolve adds one event to a state", () => {
    expect(account.evolve({ status: "open", balance: 5 }, deposited)).toEqual({ status: "open", balance: 85 });
  });

  test("fold goes through events from the first state or from a given one", () => {
    expect(account.fold([opened, deposited])).toEqual({ status: "open", balance: 80 });
    expect(account.fold([deposited], { status: "open", balance: 1 })).toEqual({ status: "open", balance: 81 });
    expect(account.fold([])).toEqual({ status: "none" });
  });

  test("decide answers what the decider answers", () => {
    const open = account.fold([opened, deposited]);
    const withdraw = (amount: number) => account.commands.WithdrawMoney({ accountId: "a", amount });
    expect(account.decide(open, withdraw(30))).toEqual(account.events.MoneyWithdrawn({ amount: 30 }));
    expect(account.decide(open, withdraw(90))).toEqual(
      account.rejections.InsufficientFunds({ balance: 80, missing: 10 }),
    );
    expect(account.decide({ status: "none" }, withdraw(1))).toEqual(account.rejections.NotOpen());
  });

  test("decide checks the payload as the engine does, and names what does not fit", () => {
    const command = account.commands.WithdrawMoney({ accountId: "", amount: 0.5 });
    expect(() => account.decide({ status: "none" }, command)).toThrow(
      expect.objectContaining({
        code: "invalid_command",
        message: expect.stringMatching(
          /^Cannot decide command "WithdrawMoney": its payload does not fit the schema \(accountId: .*; amount: .*\); mend the payload$/,
        ),
        details: { issues: expect.arrayContaining([expect.objectContaining({ path: "accountId" })]) },
      }),
    );
  });

  test("messages of another aggregate are refused by name", () => {
    const stranger = { ...opened, name: "AccountClosed" } as unknown as typeof opened; // what JavaScript could pass
    expect(() => account.fold([stranger])).toThrow(
      /^Cannot evolve aggregate "account": it declares no event "AccountClosed"; /,
    );
    const command = { kind: "command", name: "toString", payload: {} } as const;
    expect(() => account.decide(account.initial(), command as never)).toThrow(
      expect.objectContaining({ code: "unknown_command" }),
    );
  });
});

describe("facts without the engine", () => {
  const probe = aggregate("probe", {
    initial: () => "",
    events: { Seen: v.object({ text: v.string() }) },
    commands: {
      Look: v.object({
        id: v.string(),
        at: v.pipe(
          v.string(),
          v.transform((text) => new Date(text)),
        ),
      }),
    },
  })
    .route("id")
    .evolve({ Seen: (_, { text }, { stream, version }) => `${text} ${stream.type} ${version}` })
    .decide({
      Look: (_, { at }, { emit, commandId, now, metadata }) =>
        emit.Seen({ text: `${at.getTime()} ${commandId} ${now.getTime()} ${JSON.stringify(metadata)}` }),
    });
  const look = probe.commands.Look({ id: "p", at: "1970-01-01T00:00:01Z" });

  test("are neutral where nothing is given, so that a result is the same each time", () => {
    expect(probe.decide("", look)).toEqual(probe.events.Seen({ text: "1000  0 {}" }));
    expect(probe.evolve("", probe.events.Seen({ text: "a" }))).toBe("a probe 0");
  });

  test("are what the caller gives", () => {
    const given = { commandId: "c", now: new Date(5), metadata: { tenantId: "t" } };
    expect(probe.decide("", look, given)).toEqual(probe.events.Seen({ text: '1000 c 5 {"tenantId":"t"}' }));
    expect(probe.evolve("", probe.events.Seen({ text: "a" }), { version: 7 })).toBe("a probe 7");
  });

  test("fold counts versions from 1", () => {
    const seen = probe.events.Seen({ text: "a" });
    expect(probe.fold([seen, seen])).toBe("a probe 2");
  });
});
