import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { aggregate, byFunction, byMetadata, byRoute } from "../../src/mod.ts";
import { account } from "./bank.ts";

const commands = {
  Count: v.object({ counterId: v.string(), by: v.number() }),
  Reset: v.object({ counterId: v.string() }),
};
const declared = aggregate("counter", {
  initial: () => 0,
  events: { Counted: v.object({ by: v.number() }), Reset: v.object({}) },
  commands,
});
const routed = declared.route("counterId");
const evolved = routed.evolve({ Counted: (count, { by }) => count + by, Reset: () => 0 });
const counter = evolved.decide({
  Count: (_, { by }, { emit }) => emit.Counted({ by }),
  Reset: (_, __, { emit }) => emit.Reset({}),
});

describe("aggregate", () => {
  test("each phase is a new frozen object over a frozen node, and leaves the former as it was", () => {
    const phases = [declared, routed, evolved, counter, counter.sequence(byRoute())];
    expect(new Set(phases).size).toBe(phases.length);
    for (const phase of phases) {
      expect(Object.isFrozen(phase)).toBe(true);
      expect(Object.isFrozen(phase.node)).toBe(true);
      for (const part of Object.values(phase.node))
        expect(Object.isFrozen(part) || part instanceof Function).toBe(true);
    }
    expect(Object.keys(declared.node)).toEqual(["kind", "name", "initial", "events", "commands", "rejections"]);
    expect(Object.keys(evolved.node)).not.toContain("decide");
  });

  test("declaration without rejections has none", () => {
    expect(counter.node.rejections).toEqual({});
    expect(Object.keys(counter.rejections)).toEqual([]);
  });

  test("route keeps fields, metadata and functions, the latter named after their place", () => {
    const { node } = aggregate("a", { initial: () => 0, events: {}, commands })
      .route(byMetadata("tenantId"), { Count: ({ by }) => by, Reset: byFunction("own", ({ name }) => name) })
      .evolve({})
      .decide({ Count: () => undefined, Reset: () => undefined });
    expect(node.route).toEqual({ kind: "metadata", key: "tenantId" });
    expect(node.routes).toMatchObject({ Count: { kind: "function", name: "Count" }, Reset: { name: "own" } });
    expect(counter.node.route).toEqual({ kind: "field", field: "counterId" });
  });

  test("route by function is given the payload and the facts of the command", () => {
    const { node } = declared.route(
      (payload, { name, metadata }) => `${name} ${payload.counterId} ${metadata.tenantId}`,
    );
    const source = { name: "Count", payload: { counterId: "c" }, metadata: { tenantId: "t" } };
    expect(node.route.kind === "function" && node.route.of(source)).toBe("Count c t");
  });

  test("sequence is by route until a policy says otherwise", () => {
    expect(counter.node).toMatchObject({ sequence: { kind: "byRoute" }, sequences: {} });
    const { node } = counter.sequence(({ counterId }) => counterId, { Count: byMetadata("tenantId") });
    expect(node.sequence).toMatchObject({ kind: "byFunction", name: "sequence" });
    expect(node.sequences).toEqual({ Count: { kind: "byMetadata", key: "tenantId" } });
  });
});

describe("message makers", () => {
  test("make plain messages by name", () => {
    expect(account.commands.OpenAccount({ accountId: "a", owner: "Ann" })).toEqual({
      kind: "command",
      name: "OpenAccount",
      payload: { accountId: "a", owner: "Ann" },
    });
    expect(account.events.MoneyDeposited({ amount: 1 })).toEqual({
      kind: "event",
      name: "MoneyDeposited",
      data: { amount: 1 },
    });
    expect(account.rejections.InsufficientFunds({ balance: 1, missing: 2 })).toEqual({
      kind: "rejection",
      name: "InsufficientFunds",
      data: { balance: 1, missing: 2 },
    });
  });

  test("rejection that is a sentence has no data", () => {
    expect(account.rejections.NotOpen()).toEqual({ kind: "rejection", name: "NotOpen", data: null });
  });
});
