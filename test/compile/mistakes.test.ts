import type { StandardSchemaV1 } from "@standard-schema/spec";
import fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { isMyelinError } from "../../src/base/error.ts";
import { compile } from "../../src/compile/compile.ts";
import type { AggregateNode, ApplicationNode, ComponentNode, FoldNode } from "../../src/model/node.ts";
import type { PolicyNode } from "../../src/model/policy-node.ts";
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

function mistakesOf(components: readonly ComponentNode[], options: Partial<ApplicationNode> = {}): readonly string[] {
  try {
    compile({ node: { kind: "application", name: "bank", components, ...options } });
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

const nested: PolicyNode = { kind: "inCluster", policy: { kind: "byRoute" } } as never; // what the types refuse
const unbounded = { kind: "exponential", firstMs: -1, maxMs: Number.NaN, maxAttempts: 0, deadlineMs: -5 } as const;

const nodeCases: Readonly<Record<string, Partial<AggregateNode>>> = {
  "an interceptor that no command meets": {
    interceptors: [
      { commands: "Opn*", intercept: () => undefined },
      { commands: "*", intercept: () => undefined },
      { commands: /^open/, intercept: () => undefined },
    ],
  },
  "retries in wrong numbers": {
    retry: unbounded,
    retries: { Open: { kind: "interval", everyMs: Number.POSITIVE_INFINITY, maxAttempts: 1.5 } },
  },
  "a first pause longer than the longest": {
    retry: { kind: "exponential", firstMs: 50, maxMs: 5, maxAttempts: 3 },
  },
  "retries by function without attempts": {
    retry: { kind: "function", name: "mine", pauseMs: () => 1, maxAttempts: Number.NaN },
  },
  "retries without numbers": { retry: { kind: "interval" } as never }, // what untyped code can pass
  "a retry policy of a stranger": { retries: { Opn: { kind: "none" } } },
  "a snapshot that nothing triggers": { snapshot: { version: 1, onEvents: [] } },
  "a snapshot in wrong numbers": { snapshot: { version: 1.5, everyEvents: 0, loadingMs: -1 } },
  "a snapshot on an unknown event": { snapshot: { version: 1, onEvents: ["Opened", "Opned"] } },
  "a snapshot with half a code": { snapshot: { version: 1, everyEvents: 9, encode: () => null } },
  "an empty list of upcasters": { upcast: { Opened: [], Retired: [] } },
  "upcasters of an event whose name does not fit": { upcast: { "Opened-1": [(data) => data] } },
  "a scope inside other policies": {
    sequence: { kind: "firstOf", policies: [{ kind: "byRoute" }, nested] },
    sequences: {
      Open: {
        kind: "fallback",
        policy: { kind: "firstOf", policies: [nested] },
        otherwise: { kind: "none" },
        on: Error,
      },
    },
  },
  "a scope inside a scope": { sequence: { kind: "inCluster", policy: nested } },
};

const optionCases: Readonly<Record<string, Partial<ApplicationNode>>> = {
  "interceptors of an application that no command meets": {
    dispatch: [{ name: "audit", commands: "Close*", intercept: () => undefined }],
    handle: [{ name: "measure", commands: /^Close/, intercept: (_, next) => next() }],
  },
  "interceptors and correlations of one name": {
    dispatch: ["audit", "tenant", "audit"].map((name) => ({ name, commands: "*", intercept: () => undefined })),
    handle: ["audit", "measure", "measure", "measure"].map((name) => ({
      name,
      commands: "*",
      intercept: (_, next) => next(),
    })),
    correlate: ["tenant", "tenant"].map((name) => ({ name, copy: () => ({}) })),
  },
};

const all = [
  ...Object.entries(cases).map(([name, components]) => [name, components, {}] as const),
  ...Object.entries(nodeCases).map(([name, over]) => [name, [aggregateNode(over)], {}] as const),
  ...Object.entries(optionCases).map(([name, options]) => [name, [aggregateNode()], options] as const),
];

test.each(all)("compile refuses %s", (_, components, options) => {
  const mistakes = mistakesOf(components, options);
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

test("compile accepts what stands at the edge of what it refuses", () => {
  const node = aggregateNode({
    sequence: { kind: "inCluster", policy: { kind: "firstOf", policies: [{ kind: "byRoute" }, { kind: "none" }] } },
    retry: { kind: "interval", everyMs: 0, maxAttempts: 1, deadlineMs: 0 },
    retries: { Open: { kind: "exponential", firstMs: 5, maxMs: 5, maxAttempts: 1 } },
    snapshot: { version: 0, everyEvents: 1, loadingMs: 0, onEvents: ["Opened"] },
    upcast: { Retired: [(data) => data] },
  });
  const dispatch = [{ name: "audit", commands: "*", intercept: () => undefined }];
  const handle = [{ name: "audit", commands: "Open", intercept: dispatch[0]?.intercept as never }]; // never called here
  expect(mistakesOf([node], { dispatch, handle })).toEqual([]);
  expect(mistakesOf([aggregateNode({ commands: {}, decide: {} })], { dispatch })).toEqual([]);
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
