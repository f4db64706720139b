import * as v from "valibot";
import { expect, test } from "vitest";
import { projection, query } from "../../src/mod.ts";
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

test("free projection without tables of its own names none", () => {
  expect(projection.free("log").node.tables).toEqual([]);
});
