import { expect, test } from "vitest";
import { application, compile, explain, projection, tablesToJson } from "../../src/mod.ts";
import { bank } from "../dsl/bank.ts";
import { depot } from "../dsl/depot.ts";
import { library } from "../dsl/library.ts";
import { counter, counts, countTable } from "../runtime/counter.ts";
import { checkCase } from "./case.ts";
import { compileCases } from "./cases.ts";

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

test("two groups of one aggregate name each event whose key a function gives", () => {
  const unread = projection.fold("counts", { table: countTable, initial: { count: 0, changes: 0 } });
  const one = unread.on(counter, { Counted: () => undefined }, { by: () => "k" });
  const fingerprint = (fold: typeof one): string | undefined =>
    compile(application("counting", [counter, fold])).projections.counts?.fingerprint;
  expect(fingerprint(one)).toBe("row key (counter by function)");
  expect(fingerprint(one.on(counter, { Cleared: () => null }))).toBe("row key (counter.Counted by function)");
});

test.each([bank, depot, library])(
  "tables are frozen all the way to the schemas, functions and patterns",
  (declared) => {
    const isOurs = (value: unknown): value is object => typeof value === "object" && value !== null;
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

test.each([bank, depot, library])("the tables' JSON is plain data", (declared) => {
  const json = tablesToJson(compile(declared));
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
});
