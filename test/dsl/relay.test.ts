import { describe, expect, test } from "vitest";
import { deadLetter, relay, sequential } from "../../src/mod.ts";
import { account } from "./bank.ts";

describe("relay", () => {
  const shape = ({ amount }: { amount: number }): number => amount;
  const unread = relay("to-nats", { sequence: sequential(), onFailure: deadLetter(), from: "latest", segments: 4 });
  const some = unread.on(account, { MoneyDeposited: shape, AccountOpened: true });

  test("keeps what it was told in frozen nodes, phase by phase", () => {
    expect(unread.node).toEqual({
      kind: "relay",
      name: "to-nats",
      sequence: { kind: "sequential" },
      onFailure: deadLetter(),
      from: { kind: "latest" },
      segments: 4,
      on: [],
    });
    const handlers = { MoneyDeposited: shape, AccountOpened: true };
    expect(some.node.on).toEqual([{ aggregate: "account", handlers }]);
    for (const phase of [unread, some])
      expect(Object.isFrozen(phase) && Object.isFrozen(phase.node) && Object.isFrozen(phase.node.on)).toBe(true);
  });

  test("says nothing of what it was not told", () => {
    expect(relay("plain").node).toEqual({ kind: "relay", name: "plain", on: [] });
  });

  test("takes all events of an aggregate as they are", () => {
    expect(relay("plain").all(account).node.on).toEqual([
      { aggregate: "account", handlers: { AccountOpened: true, MoneyDeposited: true, MoneyWithdrawn: true } },
    ]);
  });
});
