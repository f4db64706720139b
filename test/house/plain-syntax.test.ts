import ts from "typescript";
import { describe, expect, it } from "vitest";
import { nodesOf, placeOf, type Source, source } from "./source.ts";
import { sourcesIn } from "./tree.ts";

const maxTypeParameters = 4;

describe("syntax", () => {
  it("stays plain: no default exports, enums, namespaces, parameter properties, `!`, long type parameter lists", () => {
    expect(sourcesIn("src", "dsl", "adapters", "examples").flatMap(offences)).toEqual([]);
  });

  it.each([
    ["export default function f() {}", "a default export; name it"],
    ["const a = 1;\nexport default a;", "a default export; name it"],
    ["const a = 1;\nexport { a as default };", "a default export; name it"],
    ["enum E { A }", "an enum; use a union of literals"],
    ["namespace N { const a = 1; }", "a namespace; use a module"],
    ["class C { constructor(readonly a: string) {} }", "a parameter property; declare the field and assign it"],
    ["const a = b!;", "a non-null assertion; narrow it or say what undefined means"],
    [
      "type T<A, B, C, D, E> = [A, B, C, D, E];",
      "5 type parameters of at most 4; carry them in one record type (`TDef`)",
    ],
  ])("refuses %s", (text, problem) => {
    const found = offences(source("src/a.ts", text));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^src\/a\.ts:\d+: /);
    expect(found[0]).toContain(problem);
  });

  it("allows a host's `export default { fetch }` and ambient modules", () => {
    const good =
      "declare module 'x' { interface X {} }\nexport default { port: 1, fetch: app.fetch };\ntype T<A, B, C, D> = [A, B, C, D];";
    expect(offences(source("examples/workers/main.ts", good))).toEqual([]);
    expect(offences(source("examples/workers/main.ts", "export default { fetch() {} };"))).toEqual([]);
    expect(offences(source("examples/bank/deno.ts", "export default denoHandler({ fetch });"))).toEqual([]);
  });
});

function offences(file: Source): readonly string[] {
  return [...nodesOf(file.tree)].flatMap((node) => {
    const problem = problemOf(node);
    return problem === undefined ? [] : [`${placeOf(file, node)}: ${problem}`];
  });
}

function problemOf(node: ts.Node): string | undefined {
  if (isDefaultExport(node)) return "a default export; name it, only a host's `export default { fetch }` has none";
  if (ts.isEnumDeclaration(node)) return "an enum; use a union of literals";
  if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name)) return "a namespace; use a module";
  if (ts.isNonNullExpression(node)) return "a non-null assertion; narrow it or say what undefined means";
  if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)) {
    return "a parameter property; declare the field and assign it";
  }
  const count = typeParameterCount(node);
  if (count <= maxTypeParameters) return undefined;
  return `${count} type parameters of at most ${maxTypeParameters}; carry them in one record type (\`TDef\`)`;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return !isHost(node.expression);
  if (ts.isExportSpecifier(node)) return node.name.text === "default";
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  );
}

/** What a runtime takes as the default of its main module. */
const hosts = new Set(["denoHandler", "bunHandler", "workersHost"]);

function isHost(value: ts.Expression): boolean {
  if (ts.isSatisfiesExpression(value)) return isHost(value.expression);
  if (ts.isCallExpression(value)) return hosts.has(value.expression.getText());
  return (
    ts.isObjectLiteralExpression(value) && value.properties.some((property) => property.name?.getText() === "fetch")
  );
}

function typeParameterCount(node: ts.Node): number {
  const carries =
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node);
  return carries ? (node.typeParameters?.length ?? 0) : 0;
}
