import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { projectOptions } from "./support/compiler.ts";

// Never written: the language service is told that a file of this name has the case's text.
const file = fileURLToPath(new URL("./mistakes/completion.ts", import.meta.url));
const imports = `import { byRoute, orElse, projection } from "myelin";
import { declared, evolved, house, houseTable, routed } from "./vocabulary.ts";
`;

let text = "";
const service = ts.createLanguageService({
  getCompilationSettings: projectOptions,
  getCurrentDirectory: () => fileURLToPath(new URL("../../", import.meta.url)),
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  getScriptFileNames: () => [file],
  getScriptVersion: (name) => (name === file ? text : "1"),
  getScriptSnapshot: (name) => {
    const content = name === file ? text : ts.sys.readFile(name);
    return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
  },
  fileExists: (name) => name === file || ts.sys.fileExists(name),
  readFile: ts.sys.readFile,
  readDirectory: ts.sys.readDirectory,
});

/** What an editor offers at the `|`. */
function offered(code: string): readonly string[] {
  text = imports + code.replace("|", "");
  const found = service.getCompletionsAtPosition(file, imports.length + code.indexOf("|"), {});
  return (found?.entries ?? []).map(({ name }) => name).sort();
}

const finished = ["commands", "decide", "evolve", "events", "fold", "initial", "node", "rejections"];

test.each([
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
  [
    "a route that may be missing, the fields",
    'declared.route(orElse("|", "random"))',
    ["at", "city", "houseId", "price"],
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
    "initial values, the columns but the key",
    'projection.fold("x", { table: houseTable, initial: { | } })',
    ["city", "price"],
  ],
])("completion offers in %s", (_, code, names) => {
  expect(offered(code)).toEqual([...names].sort());
});
