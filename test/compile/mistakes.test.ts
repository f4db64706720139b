import type { StandardSchemaV1 } from "@standard-schema/spec";
import fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { sequences } from "../../dsl/sequences.ts";
import { isMyelinError } from "../../src/base/error.ts";
import { compile } from "../../src/compile/compile.ts";
import type { ApplicationNode, ComponentNode } from "../../src/model/application-node.ts";
import type { AggregateNode, FoldNode, FreeNode, ReactorNode, RelayNode } from "../../src/model/node.ts";
import type { PolicyNode } from "../../src/model/policy-node.ts";
import { startOfLog } from "../../src/model/position.ts";
import type { DeadLetterNode, StartNode } from "../../src/model/processor-node.ts";
import type { WorkflowNode, WorkflowReactions } from "../../src/model/workflow-node.ts";
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

function freeNode(over: Partial<FreeNode> = {}): FreeNode {
  const on = [{ aggregate: "account", handlers: { Opened: () => undefined } }];
  return { kind: "projection", form: "free", name: "log", tables: [], on, queries: {}, ...over };
}

function reactorNode(over: Partial<ReactorNode> = {}): ReactorNode {
  const on = [{ aggregate: "account", handlers: { Opened: () => undefined } }];
  return { kind: "reactor", name: "notify", delivery: "competing", sends: ["account"], on, ...over };
}

function relayNode(over: Partial<RelayNode> = {}): RelayNode {
  return { kind: "relay", name: "out", on: [{ aggregate: "account", handlers: { Opened: true } }], ...over };
}

function workflowNode(over: Partial<WorkflowNode> = {}): WorkflowNode {
  return {
    kind: "workflow",
    name: "follow-up",
    version: 1,
    sends: ["account"],
    spawns: [],
    states: { waiting: schema },
    timers: {},
    signals: {},
    joins: [],
    starts: [{ aggregate: "account", handlers: { Opened: () => undefined } }],
    cron: {},
    inState: {},
    inAny: nothing,
    onExisting: "ignore",
    onMissing: "ignore",
    ...over,
  };
}

const nothing: WorkflowReactions = {
  on: [],
  onRejected: {},
  onTimer: {},
  onSignal: {},
  onTimeout: {},
  onChild: {},
  onJoined: {},
};

const react = (): undefined => undefined;
const opened = { aggregate: "account", handlers: { Opened: react } };
const closed = { aggregate: "account", handlers: { Closed: react } };
const accounts = aggregateNode({
  events: { Opened: schema, Closed: schema },
  evolve: { Opened: (state) => state, Closed: (state) => state },
  rejections: { Twice: "It is open already" },
});

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

const deadLetters: DeadLetterNode = { kind: "deadLetter", retries: 0, backoffMs: 0, maxSequences: 1, maxLetters: 1 };

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
  "a projection and a reactor of one name": [aggregateNode(), freeNode(), reactorNode({ name: "log" })],
  "a reactor of nothing": [aggregateNode(), reactorNode({ on: [] })],
  "a reactor of strangers": [
    aggregateNode(),
    reactorNode({
      on: [
        { aggregate: "account", handlers: { Opend: () => null } },
        { aggregate: "ledger", handlers: { Opened: () => null } },
        { aggregate: "myelin.sequence", handlers: { SequenceParkd: () => null, SequenceParked: () => null } },
      ],
    }),
  ],
  "a reactor that sends commands of strangers": [aggregateNode(), reactorNode({ sends: ["account", "ledger"] })],
  "relays of nothing, of strangers, and of what cannot be published": [
    aggregateNode(),
    relayNode({ name: "nothing", on: [] }),
    relayNode({ name: "strangers", on: [{ aggregate: "account", handlers: { Opend: true } }] }),
    relayNode({ name: "never", on: [{ aggregate: "account", handlers: { Opened: false as never } }] }), // untyped code
    relayNode({ name: "scoped", sequence: { kind: "inCluster", policy: { kind: "byRoute" } } as never }), // likewise
  ],
  "a delivery that nobody knows": [aggregateNode(), reactorNode({ delivery: "braodcast" as never })], // untyped code
  "places in the log for reactors that keep nothing": [
    aggregateNode(),
    reactorNode({ delivery: "broadcast", from: { kind: "first" }, segments: 2 }),
    reactorNode({ name: "near", delivery: "local", onFailure: deadLetters }),
  ],
  "a fold that is not sequenced by its row": [aggregateNode(), foldNode({ sequence: { kind: "byRoute" } })],
  "an inline fold of other rows than the streams": [
    aggregateNode(),
    foldNode({ life: "inline", on: [{ aggregate: "account", handlers: { Opened: () => null }, by: () => "k" }] }),
  ],
  "an inline fold of two aggregates": [
    aggregateNode(),
    aggregateNode({ name: "second", commands: {}, decide: {} }),
    foldNode({
      life: "inline",
      on: [
        { aggregate: "account", handlers: { Opened: () => null } },
        { aggregate: "second", handlers: { Opened: () => null } },
      ],
    }),
  ],
  "a place in the log for a live fold": [
    aggregateNode(),
    foldNode({
      life: "live",
      onFailure: { kind: "halt" },
      from: { kind: "latest" },
      segments: 2,
      sequence: { kind: "sequential" },
      once: ["account.Opened"],
    }),
  ],
  "a life that nobody knows": [aggregateNode(), foldNode({ life: "inlin" as never })], // untyped code
  "a handler marked that is not there": [aggregateNode(), freeNode({ once: ["account.Opened", "account.Closed"] })],
  "segments in wrong numbers": [
    aggregateNode(),
    ...[0, 1.5, 1025].map((segments, index) => freeNode({ name: `log${index}`, segments })),
  ],
  "starts that are nowhere": [
    aggregateNode(),
    ...[{ kind: "position", position: "-1" }, { kind: "time", time: new Date(Number.NaN) }, { kind: "last" }].map(
      (from, index) => reactorNode({ name: `notify${index}`, from: from as StartNode }),
    ), // untyped code
  ],
  "dead letters in wrong numbers": [
    aggregateNode(),
    freeNode({
      onFailure: {
        ...deadLetters,
        retries: -1,
        backoffMs: Number.NaN,
        maxSequences: 0,
        maxLetters: 1.5,
        retryEveryMs: 0,
      },
    }),
  ],
  "a failure policy that is none": [aggregateNode(), freeNode({ onFailure: { kind: "ignore" } as never })], // untyped code
  "versions of keys in wrong numbers": [
    aggregateNode(),
    foldNode({ on: [{ aggregate: "account", handlers: { Opened: () => null }, by: () => "k", byVersion: 0 }] }),
    freeNode({
      sequence: { kind: "firstOf", policies: [{ kind: "byFunction", name: "mine", of: () => "k", version: 0.5 }] },
    }),
  ],
  "a scope in the sequence of a processor": [
    aggregateNode(),
    freeNode({ sequence: { kind: "inCluster", policy: { kind: "byRoute" } } as never }), // what the types refuse
  ],
  "unfinished components": [
    undefined,
    { kind: "aggregate-declaration" },
    { kind: "aggregate", name: "half", commands: {} },
    { kind: "reactor", name: "half", sends: [] },
    sequences,
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

const workflowCases: Readonly<Record<string, readonly Partial<WorkflowNode>[]>> = {
  "a workflow that nothing begins": [{ starts: [], inAny: { ...nothing, on: [closed] } }],
  "a workflow whose input nothing takes": [{ input: schema, inAny: { ...nothing, on: [closed] } }],
  "a workflow of strangers": [
    {
      sends: ["account", "ledger"],
      starts: [{ aggregate: "account", handlers: { Opned: react } }],
      inAny: {
        on: [{ aggregate: "ledger", handlers: { Opened: react } }],
        onRejected: { Open: { Twice: react, Twyce: react }, Opn: { Twice: react } },
        onTimer: { Due: react },
        onSignal: { Stop: react },
        onTimeout: { Stopp: react },
        onChild: { child: { completed: react } },
        onJoined: { both: react },
      },
      inState: { wating: { ...nothing, on: [closed] } },
    },
  ],
  "what a workflow declares and nothing reacts to": [
    {
      timers: { Due: schema },
      signals: { Stop: schema },
      joins: ["both", "both"],
      inAny: { ...nothing, on: [closed] },
    },
  ],
  "a state that an instance never leaves": [
    { states: { waiting: schema, over: schema }, inState: { waiting: { ...nothing, on: [closed] } } },
  ],
  "a timer that is called all": [{ timers: { all: schema }, inAny: { ...nothing, onTimer: { all: react } } }],
  "an event twice in one place of a workflow": [
    { starts: [opened, opened], inAny: { ...nothing, on: [closed, closed] } },
  ],
  "an event that begins a workflow and goes on with it": [{ inAny: { ...nothing, on: [opened] } }],
  "an event that finds its instance in two ways": [
    {
      inAny: { ...nothing, on: [closed] },
      inState: { waiting: { ...nothing, on: [{ ...closed, by: () => "k" }] } },
    },
  ],
  "versions of a workflow declared twice, with a gap, and migrated from nowhere": [
    { inAny: { ...nothing, on: [closed] }, migrate: (from) => from },
    { inAny: { ...nothing, on: [closed] } },
    { inAny: { ...nothing, on: [closed] }, version: 3 },
  ],
  "a workflow in wrong numbers": [
    {
      inAny: { ...nothing, on: [closed] },
      version: 0,
      byVersion: 1.5,
      segments: 0,
      retry: { kind: "interval", everyMs: -1, maxAttempts: 0 },
      onExisting: "ignor" as never, // untyped code
    },
  ],
  "retries of a workflow by function": [
    {
      inAny: { ...nothing, on: [closed] },
      retry: { kind: "function", name: "mine", pauseMs: () => 1, maxAttempts: 3 },
    },
  ],
  "schedules that cannot be read": [
    {
      inAny: { ...nothing, on: [closed] },
      cron: Object.fromEntries(
        ["* * * *", "61 * * * *", "0 0 31 2 *", "every day at three o'clock"].map((schedule, index) => [
          `Tick${index}`,
          { schedule, handle: react },
        ]),
      ),
    },
  ],
  "children that are not there or cannot be started": [
    { spawns: ["stranger", "shy"], inAny: { ...nothing, on: [closed], onChild: { shy: { ended: react } as never } } }, // untyped code
    { name: "shy", inAny: { ...nothing, on: [closed] } },
  ],
  "a ring of children that are told nothing": [
    { name: "one", spawns: ["two"], startWith: react, inAny: { ...nothing, on: [closed] } },
    { name: "two", spawns: ["one"], startWith: react, inAny: { ...nothing, on: [closed] } },
  ],
  "names of a workflow that do not fit": [
    {
      name: "follow~up",
      states: { "to do": schema },
      cron: { "Night\n": { schedule: "0 3 * * *", handle: react } },
      inAny: { ...nothing, on: [closed] },
    },
  ],
};

const all = [
  ...Object.entries(workflowCases).map(
    ([name, overs]) => [name, [accounts, ...overs.map((over) => workflowNode(over))], {}] as const,
  ),
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
  expect(mistakesOf([aggregateNode(), foldNode(), freeNode(), reactorNode()])).toEqual([]);
});

test("compile accepts workflows at the edge of what it refuses", () => {
  const inAny = {
    ...nothing,
    on: [closed],
    onRejected: { Open: { Twice: react } },
    onChild: { other: { failed: react } },
  };
  expect(
    mistakesOf([
      accounts,
      workflowNode({ inAny, spawns: ["other"], version: 2, from: { kind: "latest" }, segments: 1024 }),
      // A gap is bridged by its migration.
      workflowNode({ inAny: { ...nothing, on: [closed] }, version: 4, migrate: (from) => from }),
      // Nothing but a start: it ends in its first step.
      workflowNode({ name: "at-once", states: {}, inAny: nothing }),
      // A ring whose members can be told to stop.
      workflowNode({
        name: "other",
        spawns: ["other"],
        input: schema,
        startWith: react,
        inAny: { ...nothing, on: [closed] },
      }),
    ]),
  ).toEqual([]);
});

test("compile refuses a workflow of the name of another component, and one that is listed twice", () => {
  const node = workflowNode({ name: "account", inAny: { ...nothing, on: [closed] } });
  expect(mistakesOf([accounts, node])).toHaveLength(1);
  const twice = workflowNode({ inAny: { ...nothing, on: [closed] } });
  expect(mistakesOf([accounts, twice, twice])).toHaveLength(1);
});

test("compile accepts processors at the edge of what it refuses", () => {
  const by = { aggregate: "account", handlers: { Opened: () => null }, by: () => "k", byVersion: 1 };
  expect(
    mistakesOf([
      aggregateNode(),
      foldNode({ on: [by], sequence: { kind: "sequential" }, onFailure: deadLetters, segments: 1024 }),
      foldNode({ name: "inlined", target: { name: "inlined", key: ["id"], table: {} }, life: "inline" }),
      // Stored nowhere, so it loses nobody's updates.
      foldNode({ name: "live", life: "live", on: [by] }),
      freeNode({ segments: 1, from: { kind: "position", position: startOfLog }, once: ["account.Opened"] }),
      reactorNode({ delivery: "local", onFailure: { kind: "halt" }, sequence: { kind: "sequential" } }),
    ]),
  ).toEqual([]);
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
