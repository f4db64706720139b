import { describe, expect, test } from "vitest";
import { byRoute, exponential, inCluster, interval, noRetry } from "../../src/mod.ts";
import { account } from "./bank.ts";
import { shelf } from "./depot.ts";

const phases = ["sequence", "retry", "snapshot", "upcast", "cache", "intercept"];

function offered(aggregate: object): readonly string[] {
  return phases.filter((phase) => phase in aggregate);
}

describe("optional phases", () => {
  test("are offered once each, in any order, intercept again and again", () => {
    // `account` has said its sequence.
    expect(offered(account)).toEqual(["retry", "snapshot", "upcast", "cache", "intercept"]);
    const some = account.cache(false).retry(noRetry());
    expect(offered(some)).toEqual(["snapshot", "upcast", "intercept"]);
    expect(offered(some.intercept("*", () => undefined).snapshot({ version: 1, everyEvents: 1 }))).toEqual([
      "upcast",
      "intercept",
    ]);
    expect(offered(shelf)).toEqual(["intercept"]);
  });

  test("leave what stands before them as it was, and are frozen to the bottom", () => {
    const before = JSON.stringify(account.node);
    const after = account.intercept("*", () => undefined).upcast({ AccountOpened: [(data) => data] });
    expect(JSON.stringify(account.node)).toBe(before);
    expect(after.node.decide).toBe(account.node.decide);
    for (const part of [shelf, shelf.node, ...Object.values(shelf.node)])
      expect(Object.isFrozen(part) || part instanceof Function).toBe(true);
    expect(shelf.node.interceptors?.every(Object.isFrozen)).toBe(true);
    expect(Object.isFrozen(shelf.node.snapshot?.onEvents)).toBe(true);
    expect(Object.isFrozen(shelf.node.upcast?.Stored)).toBe(true);
  });

  test("keep no list of the caller's", () => {
    const onEvents: "AccountOpened"[] = ["AccountOpened"];
    const list = [(data: unknown) => data] as const;
    const { node } = account.snapshot({ version: 1, onEvents }).upcast({ Old: list as never }); // of a retired event
    onEvents.push("AccountOpened");
    expect(node.snapshot?.onEvents).toEqual(["AccountOpened"]);
    expect(node.upcast?.Old).not.toBe(list);
  });

  test("say nothing where they are left out", () => {
    const { node } = account;
    expect([node.interceptors, node.retry, node.snapshot, node.upcast, node.cached]).toEqual(Array(5).fill(undefined));
  });
});

test("retry keeps its policy and those of single commands", () => {
  const { node } = account.retry(exponential({ maxAttempts: 3 }), {
    OpenAccount: interval({ everyMs: 1, maxAttempts: 2 }),
  });
  expect(node.retry).toEqual({ kind: "exponential", firstMs: 2, maxMs: 100, maxAttempts: 3 });
  expect(node.retries).toEqual({ OpenAccount: { kind: "interval", everyMs: 1, maxAttempts: 2 } });
  expect(account.retry(noRetry()).node.retries).toEqual({});
});

test("sequence in the cluster takes policies and functions of the payload", () => {
  const { node } = shelf;
  expect(node.sequence).toMatchObject({ kind: "inCluster", policy: { kind: "firstOf" } });
  const own = node.sequences.Count;
  expect(own).toMatchObject({ kind: "inCluster", policy: { kind: "byFunction", name: "Count" } });
  const policy = own?.kind === "inCluster" && own.policy.kind === "byFunction" ? own.policy : undefined;
  expect(policy?.of({ name: "Count", payload: { shelfId: "s" }, metadata: {} })).toBe("s");
  expect(inCluster(byRoute())).toEqual({ kind: "inCluster", policy: { kind: "byRoute" } });
});

test("route with orElse keeps fields, metadata and functions, and where the rest goes", () => {
  const { node } = shelf;
  expect(node.route).toEqual({ kind: "orElse", route: { kind: "field", field: "shelfId" }, otherwise: "random" });
  expect(node.routes.Count).toMatchObject({
    kind: "orElse",
    route: { kind: "function", name: "Count" },
    otherwise: "static",
  });
  expect(Object.isFrozen(node.route)).toBe(true);
});
