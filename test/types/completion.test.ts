import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { projectOptions } from "./support/compiler.ts";

const imports = `import { byRoute, deadLetter, once, orElse, projection, reactor, relay, sequences, workflow } from "myelin";
import { declared, evolved, house, houseTable, offer, offers, routed, unstartedOffer } from "./vocabulary.ts";
`;

const finished = ["commands", "decide", "evolve", "events", "fold", "initial", "node", "rejections"];

const cases: readonly (readonly [what: string, code: string, names: readonly string[]])[] = [
  ["an aggregate with its vocabulary, route alone", "declared.|", ["node", "route"]],
  ["a routed one, evolve alone", "routed.|", ["evolve", "node"]],
  ["an evolved one, decide alone", "evolved.|", ["decide", "node"]],
  ["a fold with its table, on alone", 'projection.fold("x", { table: houseTable }).|', ["node", "on"]],
  ["a route, the fields of the payloads", 'declared.route("|")', ["at", "city", "houseId", "price"]],
  ["a route of one command, its fields", 'declared.route("houseId", { Sell: "|" })', ["houseId", "price"]],
  ["evolve, the events", "routed.evolve({ | })", ["Built", "Sold"]],
  ["an evolver, its event's data", "routed.evolve({ Built: (state, { | }) => state })", ["city"]],
  ["decide, the commands", "evolved.decide({ | })", ["Build", "Sell"]],
  ["emit, the events", "evolved.decide({ Build: (_, __, { emit }) => emit.| })", ["Built", "Sold"]],
  ["sequence, the commands", "house.sequence(byRoute(), { | })", ["Build", "Sell"]],
  [
    "a decided aggregate, all optional phases",
    "house.|",
    [...finished, "cache", "intercept", "retry", "sequence", "snapshot", "upcast"],
  ],
  [
    "one that has said its sequence and its cache, what is still open",
    "house.sequence(byRoute()).cache(false).|",
    [...finished, "intercept", "retry", "snapshot", "upcast"],
  ],
  // The empty text is what stands there: the compiler takes it for a choice of the caller's.
  [
    "a route that may be missing, the fields",
    'declared.route(orElse("|", "random"))',
    ["", "at", "city", "houseId", "price"],
  ],
  ["where its commands go then", 'declared.route(orElse("houseId", "|"))', ["random", "static"]],
  [
    "an interceptor, the payload of its command",
    'house.intercept("Sell", (_, { | }) => undefined)',
    ["houseId", "price"],
  ],
  ["retries of single commands, the commands", "house.retry({ kind: 'none' }, { | })", ["Build", "Sell"]],
  [
    "a snapshot, its options",
    "house.snapshot({ | })",
    ["decode", "encode", "everyEvents", "loadingMs", "onEvents", "version"],
  ],
  ["its triggers, the events", 'house.snapshot({ version: 1, onEvents: ["|"] })', ["Built", "Sold"]],
  ["upcast, the events", "house.upcast({ | })", ["Built", "Sold"]],
  [
    "an upcaster, what it can do",
    "house.upcast({ Sold: [(_, __, { | }) => ({ price: 1 })] })",
    ["drop", "emit", "split"],
  ],
  ["a fold, the events", 'projection.fold("x", { table: houseTable }).on(house, { | })', ["Built", "Sold"]],
  [
    "a fold, its options",
    'projection.fold("x", { table: houseTable, | })',
    ["from", "initial", "key", "life", "onFailure", "segments", "sequence"],
  ],
  ["the life of a fold", 'projection.fold("x", { table: houseTable, life: "|" })', ["async", "inline", "live"]],
  [
    "a handler that is marked, its event's data",
    'projection.fold("x", { table: houseTable }).on(house, { Sold: once((_, { | }) => null) })',
    ["price"],
  ],
  ["a reactor with its name, on alone", 'reactor("x").|', ["node", "on"]],
  ["a reactor, the events", 'reactor("x").on(house, { | })', ["Built", "Sold"]],
  [
    "a reactor, the commands",
    'reactor("x", { sends: [house] }).on(house, { Sold: async (_, __, { send }) => send.| })',
    ["Build", "Sell"],
  ],
  ["where a reactor is delivered", 'reactor("x", { delivery: "|" })', ["broadcast", "competing", "local"]],
  ["announcements", 'reactor("x").on(sequences, { | })', ["SequenceParked", "SequenceResumed"]],
  ["a relay with its name, what it publishes", 'relay("x").|', ["all", "node", "on"]],
  ["a relay, the events", 'relay("x").on(house, { | })', ["Built", "Sold"]],
  ["a relay, its options", 'relay("x", { | })', ["from", "onFailure", "segments", "sequence"]],
  ["a workflow with its vocabulary, its starts alone", "unstartedOffer.|", ["cron", "node", "start", "startWith"]],
  [
    "a started workflow, starts and reactions",
    "offer.|",
    [
      ...[
        "cron",
        "in",
        "migrate",
        "node",
        "on",
        "onChild",
        "onJoined",
        "onRejected",
        "onSignal",
        "onTimeout",
        "onTimer",
      ],
      ...["start", "startWith"],
    ],
  ],
  [
    "one that has reacted, reactions alone",
    "offer.onTimer({}).|",
    ["in", "migrate", "node", "on", "onChild", "onJoined", "onRejected", "onSignal", "onTimeout", "onTimer"],
  ],
  ["the state of `in`", 'offer.in("|", (here) => here)', ["sold", "waiting"]],
  ["a reaction, the events", "offer.on(house, { | })", ["Built", "Sold"]],
  ["its event's data", "offer.on(house, { Sold: (_, { | }) => undefined })", ["price"]],
  [
    "what it can do",
    "offer.on(house, { Sold: (_, __, { | }) => undefined })",
    [
      ...["all", "become", "cancel", "complete", "event", "fail", "first", "id", "now", "schedule", "send", "spawn"],
      ...["state", "wait"],
    ],
  ],
  ["a state's data", 'offer.in("waiting", (here) => here.onTimer({ Due: ({ | }) => undefined }))', ["days"]],
  ["its commands", "offer.on(house, { Sold: (_, __, { send }) => send.| })", ["Build", "Sell"]],
  ["its states", "offer.on(house, { Sold: (_, __, { become }) => become.| })", ["sold", "waiting"]],
  ["its rejections", "offer.onRejected({ Sell: { | } })", ["AlreadySold"]],
  ["its children", "offers.onChild({ offer: { | } })", ["completed", "failed"]],
  ["its timers", "offer.onTimer({ | })", ["Due"]],
  [
    "a workflow's options",
    'workflow("x", { | })',
    [
      ...["byVersion", "from", "input", "joins", "onExisting", "onFailure", "onMissing", "result", "retry", "segments"],
      ...["sends", "signals", "spawns", "states", "timers", "version"],
    ],
  ],
  [
    "dead letters, their options",
    "deadLetter({ | })",
    ["backoffMs", "enqueue", "maxLetters", "maxSequences", "retries", "retryEvery", "verdict"],
  ],
  [
    "initial values, the columns but the key",
    'projection.fold("x", { table: houseTable, initial: { | } })',
    ["city", "price"],
  ],
];

// Never written: the language service is told of a file for each case, so that it reads the library once for all of them.
const texts = new Map(cases.map(([, code], index) => [fileOf(index), imports + code.replace("|", "")]));

const service = ts.createLanguageService({
  getCompilationSettings: projectOptions,
  getCurrentDirectory: () => fileURLToPath(new URL("../../", import.meta.url)),
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  getScriptFileNames: () => [...texts.keys()],
  getScriptVersion: () => "1",
  getScriptSnapshot: (name) => {
    const content = texts.get(name) ?? ts.sys.readFile(name);
    return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
  },
  fileExists: (name) => texts.has(name) || ts.sys.fileExists(name),
  readFile: ts.sys.readFile,
  readDirectory: ts.sys.readDirectory,
});

function fileOf(index: number): string {
  return fileURLToPath(new URL(`./mistakes/completion-${index}.ts`, import.meta.url));
}

test.each(cases.map(([what, code, names], index) => ({ what, code, names, index })))(
  "completion offers in $what",
  ({ code, names, index }) => {
    const found = service.getCompletionsAtPosition(fileOf(index), imports.length + code.indexOf("|"), {});
    expect((found?.entries ?? []).map(({ name }) => name).sort()).toEqual([...names].sort());
  },
);
