import { describe, expect, test } from "vitest";
import { deadLetter, reactor, sequences, sequential } from "../../src/mod.ts";
import { account } from "./bank.ts";

const handler = async (): Promise<void> => undefined;

describe("reactor", () => {
  const unread = reactor("notify", {
    sends: [account],
    sequence: sequential(),
    onFailure: deadLetter(),
    from: "latest",
  });
  const read = unread.on(account, { MoneyDeposited: handler });

  test("keeps what it was told in frozen nodes, phase by phase", () => {
    expect(unread.node).toEqual({
      kind: "reactor",
      name: "notify",
      delivery: "competing",
      sends: ["account"],
      sequence: { kind: "sequential" },
      onFailure: deadLetter(),
      from: { kind: "latest" },
      on: [],
    });
    expect(read.node.on).toEqual([{ aggregate: "account", handlers: { MoneyDeposited: handler } }]);
    for (const phase of [unread, read])
      expect(Object.isFrozen(phase) && Object.isFrozen(phase.node) && Object.isFrozen(phase.node.on)).toBe(true);
  });

  test("sends nothing and competes where nothing else is said", () => {
    expect(reactor("plain").node).toEqual({ kind: "reactor", name: "plain", delivery: "competing", sends: [], on: [] });
  });

  test("is moved to another delivery by one word", () => {
    expect(reactor("plain", { delivery: "broadcast" }).node.delivery).toBe("broadcast");
    expect(reactor("plain", { delivery: "local" }).node.delivery).toBe("local");
  });

  test("handles what the engine announces like an aggregate's events", () => {
    const { node } = reactor("alarm").on(sequences, { SequenceParked: handler });
    expect(node.on).toEqual([{ aggregate: "myelin.sequence", handlers: { SequenceParked: handler } }]);
  });
});
