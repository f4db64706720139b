/**
 * The source of an application with one workflow: each state reacts to two events of its own with commands and the next state, to the
 * rejections of these commands and to a timer; one aggregate declares as many commands and events.
 */
export function generatedWorkflow({ states }: { readonly states: number }): string {
  const all = Array.from({ length: states }, (_, index) => index);
  const each = (line: (item: string, state: number) => string): readonly string[] =>
    all.flatMap((state) => ["a", "b"].map((letter) => line(`${state}${letter}`, state)));
  return [
    'import { aggregate, application, workflow } from "myelin";',
    'import * as v from "valibot";',
    'const thing = aggregate("thing", {',
    "  initial: () => ({ count: 0 }),",
    "  events: {",
    ...each((item) => `    Done${item}: v.object({ by: v.number(), note${item}: v.string() }),`),
    "  },",
    "  commands: {",
    ...each((item) => `    Do${item}: v.object({ id: v.string(), note${item}: v.string() }),`),
    "  },",
    '  rejections: { TooMuch: "It is too much", TooLittle: v.object({ missing: v.number() }) },',
    "})",
    '  .route("id")',
    "  .evolve({",
    ...each((item) => `    Done${item}: (state, { by }) => ({ count: state.count + by }),`),
    "  })",
    "  .decide({",
    ...each(
      (item) => `    Do${item}: (state, { note${item} }, { emit, reject }) =>
      state.count > 100 ? reject.TooLittle({ missing: 1 }) : emit.Done${item}({ by: 1, note${item} }),`,
    ),
    "  });",
    'export const flow = workflow("flow", {',
    "  sends: [thing],",
    `  states: { ${all.map((state) => `state${state}: v.object({ note${state}: v.string() })`).join(", ")} },`,
    `  timers: { ${all.map((state) => `Due${state}: v.object({ times${state}: v.number() })`).join(", ")} },`,
    "})",
    "  .startWith((_, { become }) => become.state0({ note0: '' }))",
    ...all.flatMap((state) => stateSource(state, (state + 1) % states)),
    ";",
    'export const app = application("generated", [thing, flow]);',
  ].join("\n");
}

function stateSource(state: number, next: number): readonly string[] {
  const [a, b] = [`${state}a`, `${state}b`];
  return [
    `  .in("state${state}", (here) => here`,
    "    .on(thing, {",
    `      Done${a}: ({ note${state} }, { note${a} }, { id, send, become }) =>`,
    `        [send.Do${b}({ id, note${b}: note${a} }), become.state${next}({ note${next}: note${state} })],`,
    `      Done${b}: ({ note${state} }, { by }, { schedule, complete }) =>`,
    `        by > 1 ? schedule.Due${state}({ in: "1 day" }, { times${state}: note${state}.length }) : complete(),`,
    "    })",
    `    .onRejected({ Do${b}: { TooLittle: (_, { missing }, { fail }) => fail(String(missing)) } })`,
    `    .onTimer({ Due${state}: (_, { times${state} }, { fail }) => fail(String(times${state})) }))`,
  ];
}
