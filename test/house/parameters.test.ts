import ts from "typescript";
import { describe, expect, it } from "vitest";
import { nodesOf, placeOf, type Source, source } from "./source.ts";
import { sourcesIn } from "./tree.ts";

/** Types that gather what would be positional otherwise, also as `Partial<…>`. */
const gathered = /^(Partial<)?\w*(Options|Context|Tools|Facts)(<[\s\S]*)?>?$/;
/** Words of the DSL whose three parameters DESIGN §2 fixes. */
const fixedWords = new Set(["fallback", "on"]);

describe("parameters", () => {
  it("are at most two and then one object", () => {
    expect(sourcesIn("src", "dsl", "adapters", "examples").flatMap(offences)).toEqual([]);
  });

  it.each([
    "function f(a: string, b: string, c: string) {}",
    "const f = (a: string, b: string, c: string) => a;",
    "class C { m(a: string, b: string, c: string) {} }",
    "interface I { m(a: string, b: string, c: string): void }",
    "function f(a: string, b: string, c: Options, d: string) {}",
  ])("are too many in %s", (text) => {
    expect(offences(source("src/a.ts", text))).toEqual([
      "src/a.ts:1: three or more positional parameters; make the rest one options object",
    ]);
  });

  it.each([
    "function f(a: string, b: string) {}",
    "class E { constructor(code: string, message: string, options: EOptions = {}) {} }",
    "function f(a: string, b: string, { c, d }: Rest) {}",
    "function f(a: string, b: string, c: { d: number }) {}",
    "interface I { decide(state: S, command: C, facts?: Partial<CommandFacts>): D }",
    "interface I { send(command: C, payload: P, options?: SendOptions<Result<C>>): R }",
    "const log: Log = (level, message, facts) => {};",
    "function fallback(policy: P, otherwise: P, on: E) {}",
    "const decide = { Open: (state, payload, { emit }) => emit.Opened() };",
    "function happened(aggregate: A, id: string, ...events: E[]) {}",
    "list.reduce((sum, value, index) => sum + value * index, 0);",
  ])("are fine in %s", (text) => {
    expect(offences(source("src/a.ts", text))).toEqual([]);
  });
});

function offences(file: Source): readonly string[] {
  return [...nodesOf(file.tree)]
    .filter((node) => isNamedFunction(node) && !isFewEnough(node.parameters))
    .map((node) => `${placeOf(file, node)}: three or more positional parameters; make the rest one options object`);
}

/** Callbacks and handlers get what their caller passes; only what has a name of its own is judged. */
function isNamedFunction(node: ts.Node): node is ts.SignatureDeclaration {
  const isMember = ts.isMethodDeclaration(node) || ts.isMethodSignature(node) || ts.isConstructorDeclaration(node);
  if (ts.isFunctionDeclaration(node) || isMember) return !fixedWords.has(node.name?.getText() ?? "");
  const isFunction = ts.isArrowFunction(node) || ts.isFunctionExpression(node);
  return isFunction && ts.isVariableDeclaration(node.parent) && node.parent.type === undefined;
}

/** A list at the end is of equal things, and no place to be mistaken for another. */
function isFewEnough(parameters: ts.NodeArray<ts.ParameterDeclaration>): boolean {
  const third = parameters[2];
  if (third === undefined) return true;
  return parameters.length === 3 && (third.dotDotDotToken !== undefined || isObject(third));
}

function isObject({ name, type }: ts.ParameterDeclaration): boolean {
  if (ts.isObjectBindingPattern(name)) return true;
  if (type === undefined) return false;
  return ts.isTypeLiteralNode(type) || gathered.test(type.getText());
}
