import * as v from "valibot";
import { expect, test } from "vitest";
import { application, compile, explain, projection, tablesToJson, workflow } from "../../src/mod.ts";
import type { WorkflowNode } from "../../src/model/workflow-node.ts";
import { account, bank } from "../dsl/bank.ts";
import { depot } from "../dsl/depot.ts";
import { library } from "../dsl/library.ts";
import { transfers } from "../dsl/transfers.ts";
import { counter, counts, countTable } from "../runtime/counter.ts";
import { checkCase } from "./case.ts";
import { compileCases } from "./cases.ts";

const react = (): undefined => undefined;

test.each(compileCases)("compile: $name", checkCase);

test("the order of components does not matter to the tables", () => {
  const one = compile(application("counting", [counter, counts]));
  const other = compile(application("counting", [counts, counter]));
  expect(explain(one)).toBe(explain(other));
  expect(JSON.stringify(tablesToJson(one))).toBe(JSON.stringify(tablesToJson(other)));
});

test("what a processor's keys depend on is in its fingerprint, what they do not depend on is not", () => {
  const fingerprints = Object.values(compile(library).projections).map(({ name, fingerprint }) => [name, fingerprint]);
  expect(fingerprints).toEqual([
    ["journal", "first of (metadata tenantId, payload reader)"],
    ["lent", "row key"],
    ["parked", "one for all"],
    ["readers", "row key (book by function v2)"],
    ["seen", "row key"],
  ]);
});

test("what finds the instances of a workflow is in its fingerprint, which events it handles beside them is not", () => {
  const by = ({ owner }: { owner: string }): string => owner;
  const unread = workflow("greeting", { sends: [account] }).start(account, { AccountOpened: react }, { by });
  const fingerprint = (node: { readonly node: WorkflowNode }): string | undefined =>
    compile({ node: { kind: "application", name: "bank", components: [account.node, node.node] } }).workflows.greeting
      ?.fingerprint;
  expect(fingerprint(unread)).toBe("instance (account by function)");
  expect(fingerprint(unread.on(account, { MoneyDeposited: react }, { by: () => "a" }))).toBe(fingerprint(unread));
  expect(fingerprint(unread.on(account, { MoneyDeposited: react }))).toBe(
    "instance (account.AccountOpened by function)",
  );
  const mine = workflow("greeting", { sends: [account] }).start(account, { AccountOpened: react });
  expect(fingerprint(mine)).toBe("instance");
  const counted = workflow("greeting", { byVersion: 3 }).start(account, { AccountOpened: react }, { by });
  expect(fingerprint(counted)).toBe("instance (account by function v3)");
});

test("a workflow's tables hold all of its versions, and new instances begin with the highest one", () => {
  const { "move-money": moveMoney } = compile(transfers).workflows;
  expect(moveMoney?.latest).toBe(2);
  expect(Object.keys(moveMoney?.versions ?? {})).toEqual(["1", "2"]);
  expect(moveMoney?.eventTypes).toEqual([
    "account.MoneyDeposited",
    "account.MoneyWithdrawn",
    "transfer.TransferRequested",
  ]);
});

test("a state of a workflow has the reactions of all states where it has none of its own", () => {
  const own = (): undefined => undefined;
  const node = workflow("greeting", { states: { a: v.object({}), b: v.object({}) } })
    .start(account, { AccountOpened: react })
    .in("a", (here) => here.on(account, { MoneyDeposited: own }))
    .on(account, { MoneyDeposited: react, MoneyWithdrawn: react });
  const { greeting } = compile(application("bank", [account, node])).workflows;
  expect(greeting?.versions["1"]?.inState).toMatchObject({
    a: { on: { "account.MoneyDeposited": own, "account.MoneyWithdrawn": react } },
    b: { on: { "account.MoneyDeposited": react, "account.MoneyWithdrawn": react } },
  });
});

test("two groups of one aggregate name each event whose key a function gives", () => {
  const unread = projection.fold("counts", { table: countTable, initial: { count: 0, changes: 0 } });
  const one = unread.on(counter, { Counted: () => undefined }, { by: () => "k" });
  const fingerprint = (fold: typeof one): string | undefined =>
    compile(application("counting", [counter, fold])).projections.counts?.fingerprint;
  expect(fingerprint(one)).toBe("row key (counter by function)");
  expect(fingerprint(one.on(counter, { Cleared: () => null }))).toBe("row key (counter.Counted by function)");
});

test.each([bank, depot, library, transfers])(
  "tables are frozen all the way to the schemas, functions and patterns",
  (declared) => {
    const isOurs = (value: unknown): value is object =>
      typeof value === "object" && value !== null && !("~standard" in value);
    const foreign = new Set(["schema", "table", "tables", "initial", "commands"]);
    const thawed = (value: object, path: string): readonly string[] => [
      ...(Object.isFrozen(value) ? [] : [path]),
      ...Object.entries(value).flatMap(([key, member]) =>
        isOurs(member) && !foreign.has(key) ? thawed(member, `${path}.${key}`) : [],
      ),
    ];
    const tables = compile(declared);
    expect([...thawed(tables, "tables"), ...thawed(tables.commands, "commands")]).toEqual([]);
  },
);

test.each([bank, depot, library, transfers])("the tables' JSON is plain data", (declared) => {
  const json = tablesToJson(compile(declared));
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
});
