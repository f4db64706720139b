import ts from "typescript";
import { describe, expect, it } from "vitest";
import { importsOf } from "./imports.ts";
import { nodesWhere, placeOf, type Source, source } from "./source.ts";
import { sourcesIn } from "./tree.ts";

/** What runs on every runtime, edge workers included. */
const portable = ["src", "dsl", "adapters/http", "adapters/memory", "adapters/postgres"] as const;

/** Names only some runtimes define. `import.meta.dirname` and eval are missing at the edge too. */
const hostNames = new Set([
  "process",
  "Buffer",
  "Deno",
  "Bun",
  "require",
  "__dirname",
  "__filename",
  "setImmediate",
  "eval",
]);

describe("portable sources", () => {
  it("import no node: module and name no host", () => {
    expect(sourcesIn(...portable).flatMap(offences)).toEqual([]);
  });

  it("are told apart from those that do", () => {
    const bad = source(
      "src/a.ts",
      'import { readFile } from "node:fs";\nconst a = process.env.A;\nconst f = new Function("1");',
    );
    expect(offences(bad)).toEqual([
      'src/a.ts:1: imports "node:fs"; take what it gives as a port, hosts in adapters/node and adapters/deno pass it in',
      'src/a.ts:2: names "process", which not every runtime has; take it as a port or an option',
      'src/a.ts:3: names "Function", which not every runtime has; take it as a port or an option',
    ]);
  });

  it("may use these words as names of their own", () => {
    const good =
      "function f(process: string) { return process; }\nconst a = { process: 1 };\nconst b = a.process;\ntype F = Function;";
    expect(offences(source("src/a.ts", good))).toEqual([]);
  });
});

function offences(file: Source): readonly string[] {
  const imports = importsOf(file, {})
    .filter(({ specifier }) => specifier.startsWith("node:"))
    .map(
      ({ place, specifier }) =>
        `${place}: imports "${specifier}"; take what it gives as a port, hosts in adapters/node and adapters/deno pass it in`,
    );
  const names = nodesWhere(file, ts.isIdentifier)
    .filter((node) => isHostName(file, node))
    .map(
      (node) =>
        `${placeOf(file, node)}: names "${node.text}", which not every runtime has; take it as a port or an option`,
    );
  return [...imports, ...names];
}

function isHostName(file: Source, node: ts.Identifier): boolean {
  if (ts.isNewExpression(node.parent) && node.text === "Function") return true;
  return hostNames.has(node.text) && isValue(node) && !declaredNames(file).has(node.text);
}

/** Whether the identifier stands for a value, not for a property, a member or a type of that name. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isTypeNode(parent) || ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false;
  return !("name" in parent && parent.name === node);
}

function declaredNames(file: Source): ReadonlySet<string> {
  const names = nodesWhere(file, ts.isIdentifier)
    .filter(({ parent }) => ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent))
    .filter((node) => "name" in node.parent && node.parent.name === node);
  return new Set(names.map(({ text }) => text));
}
