import * as v from "valibot";
import { expect, test } from "vitest";
import { halt, projection, query, unsequenced } from "../../src/mod.ts";
import { account, balanceTable } from "./bank.ts";

const unread = projection.free("log", { tables: [balanceTable] });
const handler = async () => undefined;
const read = unread.on(account, { AccountOpened: handler });

test("free projection keeps its tables and handlers in frozen nodes, phase by phase", () => {
  const asked = read.queries({ none: query(v.object({}), () => 1) });
  expect(unread.node).toEqual({
    kind: "projection",
    form: "free",
    name: "log",
    tables: [balanceTable],
    on: [],
    queries: {},
  });
  expect(read.node.on).toEqual([{ aggregate: "account", handlers: { AccountOpened: handler } }]);
  expect(asked.node.on).toEqual(read.node.on);
  expect(asked.node.queries.none?.handle({}, {} as never)).toBe(1);
  for (const phase of [unread, read, asked]) {
    expect(Object.isFrozen(phase) && Object.isFrozen(phase.node)).toBe(true);
  }
});

test("free projection keeps how it goes along the log and how it is reset", () => {
  const onReset = async () => undefined;
  const time = new Date("2026-01-01T00:00:00Z");
  const { node } = projection.free("log", {
    sequence: unsequenced(),
    onFailure: halt(),
    from: { time },
    segments: 2,
    onReset,
  });
  expect(node).toMatchObject({
    sequence: { kind: "none" },
    onFailure: { kind: "halt" },
    segments: 2,
    onReset,
  });
  time.setFullYear(1999);
  expect(node.from).toEqual({ kind: "time", time: new Date("2026-01-01T00:00:00Z") });
});

test("free projection without tables of its own names none", () => {
  expect(projection.free("log").node.tables).toEqual([]);
});
