import { expect, test } from "vitest";
import { application, compile, explain, tablesToJson } from "../../src/mod.ts";
import { bank } from "../dsl/bank.ts";
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

test("tables are frozen all the way to the schemas and functions", () => {
  const isOurs = (value: unknown): value is object => typeof value === "object" && value !== null;
  const foreign = new Set(["schema", "table", "tables", "initial"]);
  const thawed = (value: object, path: string): readonly string[] => [
    ...(Object.isFrozen(value) ? [] : [path]),
    ...Object.entries(value).flatMap(([key, member]) =>
      isOurs(member) && !foreign.has(key) ? thawed(member, `${path}.${key}`) : [],
    ),
  ];
  expect(thawed(compile(bank), "tables")).toEqual([]);
});

test("the tables' JSON is plain data", () => {
  const json = tablesToJson(compile(bank));
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
});
