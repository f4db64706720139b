import { expect, test } from "vitest";
import { application, compile, explain, tablesToJson } from "../../src/mod.ts";
import { bank } from "../dsl/bank.ts";
import { depot } from "../dsl/depot.ts";
import { counter, counts } from "../runtime/counter.ts";
import { checkCase } from "./case.ts";
import { compileCases } from "./cases.ts";

test.each(compileCases)("compile: $name", checkCase);

test("the order of components does not matter to the tables", () => {
  const one = compile(application("counting", [counter, counts]));
  const other = compile(application("counting", [counts, counter]));
  expect(explain(one)).toBe(explain(other));
  expect(JSON.stringify(tablesToJson(one))).toBe(JSON.stringify(tablesToJson(other)));
});

test.each([bank, depot])("tables are frozen all the way to the schemas, functions and patterns", (declared) => {
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
});

test.each([bank, depot])("the tables' JSON is plain data", (declared) => {
  const json = tablesToJson(compile(declared));
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
});
