import ts from "typescript";
import { describe, expect, it } from "vitest";
import { nodesOf, placeOf, type Source, source } from "./source.ts";
import { sourcesIn } from "./tree.ts";

describe("any", () => {
  it("stands only in type bounds", () => {
    expect(sourcesIn("src", "dsl", "adapters", "examples").flatMap(offences)).toEqual([]);
  });

  it("is refused as the type of a value", () => {
    const bad = source("src/a.ts", "function f(x: any) {}\nconst y: any[] = [];\ntype T<A = any> = A;");
    const mend = "any is a type here; say unknown and narrow it, any is for bounds (`extends Any<any>`)";
    expect(offences(bad)).toEqual([`src/a.ts:1: ${mend}`, `src/a.ts:2: ${mend}`, `src/a.ts:3: ${mend}`]);
  });

  it("is allowed in a constraint and in what a conditional type matches", () => {
    const good = "type A<T extends Aggregate<any>> = T;\ntype B<T> = T extends Aggregate<any> ? 1 : 2;";
    expect(offences(source("src/a.ts", good))).toEqual([]);
    expect(offences(source("src/a.ts", "type B<T> = T extends string ? any : 2;"))).toHaveLength(1);
  });
});

function offences(file: Source): readonly string[] {
  return [...nodesOf(file.tree)]
    .filter((node) => node.kind === ts.SyntaxKind.AnyKeyword && !isInBound(node))
    .map(
      (node) =>
        `${placeOf(file, node)}: any is a type here; say unknown and narrow it, any is for bounds (\`extends Any<any>\`)`,
    );
}

function isInBound(node: ts.Node): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  if (ts.isTypeParameterDeclaration(parent)) return parent.constraint === node;
  if (ts.isConditionalTypeNode(parent)) return parent.extendsType === node;
  return isInBound(parent);
}
