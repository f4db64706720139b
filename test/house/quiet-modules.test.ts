import ts from "typescript";
import { describe, expect, it } from "vitest";
import { placeOf, type Source, source } from "./source.ts";
import { packageFolders, sourcesIn } from "./tree.ts";

/**
 * What a module may call while it is loaded: it makes a value and does nothing else. Everything that draws
 * randomness, sets a timer or does I/O there breaks at the edge. Calls of the tree's own functions carry `@__PURE__`.
 */
const makers = new Set([
  "Object.freeze",
  "Object.entries",
  "Object.fromEntries",
  "Object.keys",
  "Object.values",
  "Symbol",
  "Symbol.for",
  "Array.from",
  "String.raw",
  "new Map",
  "new RegExp",
  "new Set",
  "new TextDecoder",
  "new TextEncoder",
  "new WeakMap",
]);
/** Packages whose functions only describe: schemas and tables. */
const describers = /^(valibot|drizzle-orm)(\/|$)/;
/** Programs, which run when they are loaded. */
const programs = new Set(["adapters/cli/main.ts"]);

describe("modules", () => {
  it("do nothing while they are loaded", () => {
    const files = sourcesIn(...packageFolders).filter(({ path }) => !programs.has(path));
    expect(files.flatMap(offences)).toEqual([]);
  });

  it.each([
    ["const id = nanoid();", "nanoid"],
    ["const now = Date.now();", "Date.now"],
    ["const token = { of: crypto.randomUUID() };", "crypto.randomUUID"],
    ["const sql = new Pool();", "new Pool"],
    ["const data = await load();", "load"],
    ["if (ready) start();", "start"],
    ["class C { static id = make(); }", "make"],
    ["const a = (() => start())();", "a function on the spot"],
    ["const a = sql`select 1`;", "sql"],
  ])("are refused for %s", (text, callee) => {
    const found = offences(source("src/a.ts", text));
    expect(found).toEqual([
      `src/a.ts:1: calls ${callee} while the module is loaded; do it in a function, or mark a pure maker /* @__PURE__ */`,
    ]);
  });

  it.each([
    "const utf8 = /* @__PURE__ */ new TextEncoder();",
    "export const table = /* @__PURE__ */ makeTable([1]);",
    "const f = () => Date.now();",
    "class C { id = make(); m() { return make(); } }",
    "const all = new Set(Object.keys(names));",
    'import * as v from "valibot";\nexport const Id = v.pipe(v.string(), v.minLength(1));',
    'import { bigint } from "drizzle-orm/pg-core";\nconst c = bigint("c").notNull();',
  ])("are fine with %s", (text) => {
    expect(offences(source("src/a.ts", text))).toEqual([]);
  });
});

function offences(file: Source): readonly string[] {
  const describing = describingNames(file);
  return callsAtLoad(file.tree).flatMap((call) => {
    const callee = calleeOf(call);
    if (makers.has(callee) || isMarkedPure(file, call)) return [];
    if (describing.has(rootOf(call))) return [];
    return [
      `${placeOf(file, call)}: calls ${callee} while the module is loaded; do it in a function, or mark a pure maker /* @__PURE__ */`,
    ];
  });
}

type Call = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

/** Calls that run when the module is loaded: outside of function bodies, static fields counted. */
function callsAtLoad(node: ts.Node): readonly Call[] {
  if (ts.isTypeNode(node) || ts.isFunctionLike(node) || isInstanceField(node)) return [];
  const inside: Call[] = [];
  node.forEachChild((child) => {
    inside.push(...callsAtLoad(child));
  });
  return isCall(node) ? [node, ...inside] : inside;
}

function isCall(node: ts.Node): node is Call {
  return ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node);
}

function isInstanceField(node: ts.Node): boolean {
  if (!ts.isPropertyDeclaration(node)) return false;
  return !ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
}

function calleeOf(call: Call): string {
  const callee = ts.isTaggedTemplateExpression(call) ? call.tag : call.expression;
  if (ts.isParenthesizedExpression(callee)) return "a function on the spot";
  return ts.isNewExpression(call) ? `new ${callee.getText()}` : callee.getText();
}

/** `v` of `v.object(…)`, `text` of `text("a").notNull()`. */
function rootOf(call: Call): string {
  let node: ts.Expression = call;
  for (;;) {
    if (ts.isTaggedTemplateExpression(node)) node = node.tag;
    else if (ts.isCallExpression(node) || ts.isNewExpression(node)) node = node.expression;
    else if (ts.isPropertyAccessExpression(node)) node = node.expression;
    else return node.getText();
  }
}

function isMarkedPure(file: Source, call: Call): boolean {
  return file.text.slice(call.getFullStart(), call.getStart(file.tree)).includes("/* @__PURE__ */");
}

function describingNames(file: Source): ReadonlySet<string> {
  const names = file.tree.statements.filter(ts.isImportDeclaration).flatMap((statement) => {
    const from = ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : "";
    const bindings = statement.importClause?.namedBindings;
    if (!describers.test(from) || bindings === undefined) return [];
    return ts.isNamespaceImport(bindings) ? [bindings.name.text] : bindings.elements.map(({ name }) => name.text);
  });
  return new Set(names);
}
