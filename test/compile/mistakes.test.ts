import type { StandardSchemaV1 } from "@standard-schema/spec";
import fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { isMyelinError } from "../../src/base/error.ts";
import { compile } from "../../src/compile/compile.ts";
import type { AggregateNode, ComponentNode, FoldNode } from "../../src/model/node.ts";
import { propertyRuns } from "../support/property-runs.ts";

// Nodes by hand: what a program without types, or with its types cast away, can hand over.
const schema: StandardSchemaV1 = v.object({});

function aggregateNode(over: Partial<AggregateNode> = {}): AggregateNode {
  return {
    kind: "aggregate",
    name: "account",
    initial: () => 0,
    events: { Opened: schema },
    commands: { Open: schema },
    rejections: {},
    route: { kind: "field", field: "id" },
    routes: {},
    evolve: { Opened: (state) => state },
    decide: { Open: () => undefined },
    sequence: { kind: "byRoute" },
    sequences: {},
    ...over,
  };
}

function foldNode(over: Partial<FoldNode> = {}): FoldNode {
  return {
    kind: "projection",
    form: "fold",
    name: "balances",
    target: { name: "balances", key: ["id"], table: {} },
    on: [{ aggregate: "account", handlers: { Opened: () => undefined } }],
    queries: {},
    ...over,
  };
}

function mistakesOf(components: readonly ComponentNode[]): readonly string[] {
  try {
    compile({ node: { kind: "application", name: "bank", components } });
    return [];
  } catch (error) {
    if (!isMyelinError(error) || error.code !== "invalid_application") throw error;
    const { mistakes } = error.details as { mistakes: { message: string }[] }; // the documented details of this code
    expect(error.message).toContain(mistakes[0]?.message);
    return mistakes.map(({ message }) => message);
  }
}

const cases: Readonly<Record<string, readonly ComponentNode[]>> = {
  "a command declared twice": [aggregateNode(), aggregateNode({ name: "ledger" })],
  "two components of one name": [aggregateNode(), foldNode({ name: "account" })],
  "a component listed twice": (() => {
    const twice = foldNode();
    return [aggregateNode(), twice, twice];
  })(),
  "an event nobody can evolve": [aggregateNode({ events: { Opened: schema, Closed: schema } })],
  "a command nobody can decide": [aggregateNode({ commands: { Open: schema, Close: schema } })],
  "handlers of strangers": [
    aggregateNode({
      evolve: { Opened: (state) => state, Shut: (state) => state },
      decide: { Open: () => undefined, Shut: () => undefined },
      routes: { Shutt: { kind: "field", field: "id" } },
      sequences: { Shuttt: { kind: "none" } },
    }),
  ],
  "names that do not fit": [
    aggregateNode({ name: "Account!", events: { "Opened-1": schema }, evolve: { "Opened-1": (state) => state } }),
  ],
  "a projection of an unknown aggregate": [
    aggregateNode(),
    foldNode({ on: [{ aggregate: "ledger", handlers: { Opened: () => null } }] }),
  ],
  "a projection of an unknown event": [
    aggregateNode(),
    foldNode({ on: [{ aggregate: "account", handlers: { Opend: () => null } }] }),
  ],
  "a projection of nothing": [aggregateNode(), foldNode({ on: [] })],
  "one event handled twice": [
    aggregateNode(),
    foldNode({
      on: [
        { aggregate: "account", handlers: { Opened: () => null } },
        { aggregate: "account", handlers: { Opened: () => null } },
      ],
    }),
  ],
  "one table written by two projections": [aggregateNode(), foldNode(), foldNode({ name: "totals" })],
  "unfinished components": [
    undefined,
    { kind: "aggregate-declaration" },
    { kind: "aggregate", name: "half", commands: {} },
  ] as unknown as ComponentNode[], // what untyped code can pass
};

test.each(Object.entries(cases))("compile refuses %s", (_, components) => {
  const mistakes = mistakesOf(components);
  expect(mistakes.length).toBeGreaterThan(0);
  for (const message of mistakes) expect(message).toMatch(/^Cannot compile .+: .+; .+[^.]$/s);
  expect(mistakes.join("\n")).toMatchSnapshot();
});

test("compile reports all mistakes at once", () => {
  const mistakes = mistakesOf([
    aggregateNode({ events: { Opened: schema, Closed: schema } }),
    aggregateNode({ name: "ledger" }),
    foldNode({ on: [] }),
  ]);
  expect(mistakes).toHaveLength(3);
});

test("compile accepts what these cases start from", () => {
  expect(mistakesOf([aggregateNode(), foldNode()])).toEqual([]);
});

test("compile is total: whatever names declarations have, it answers tables or mistakes", () => {
  const name = fc.oneof(fc.string(), fc.constantFrom("constructor", "__proto__", "toString", "account"));
  fc.assert(
    fc.property(name, name, name, (component, event, command) => {
      const node = aggregateNode({
        name: component,
        events: Object.fromEntries([[event, schema]]),
        evolve: Object.fromEntries([[event, (state: unknown) => state]]),
        commands: Object.fromEntries([[command, schema]]),
        decide: Object.fromEntries([[command, () => undefined]]),
      });
      expect(Array.isArray(mistakesOf([node]))).toBe(true);
    }),
    propertyRuns(),
  );
});
