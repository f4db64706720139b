import ts from "typescript";
import { describe, expect, it } from "vitest";
import { lineOf, nodesWhere, placeOf, type Source, source } from "./source.ts";
import { sourcesIn } from "./tree.ts";

describe("as", () => {
  it("carries its reason in a comment on its line or the line above", () => {
    expect(sourcesIn("src", "dsl", "adapters", "examples").flatMap(offences)).toEqual([]);
  });

  it("is refused without a reason, in angle brackets too", () => {
    const bad = source(
      "src/a.ts",
      "const a = b as string;\n\nconst c = <string>b;\n/** A doc. */\nconst d = b as number;",
    );
    const mend = "write why the compiler cannot know it, in a comment on this line or the one above";
    expect(offences(bad)).toEqual([
      `src/a.ts:1: an assertion without its reason; ${mend}`,
      `src/a.ts:3: an assertion without its reason; ${mend}`,
      `src/a.ts:5: an assertion without its reason; ${mend}`,
    ]);
  });

  it("is not mistaken in texts", () => {
    expect(offences(source("src/a.ts", 'const a = "// no comment"; const b = a as string;'))).toHaveLength(1);
  });

  it("is allowed with a reason, and as const", () => {
    const good = [
      "const a = b as string; // the schema said so",
      "// the schema said so",
      "const c = f(b as string);",
      "const d = {",
      "  // the schema said so",
      "  e: b as string,",
      "} as const;",
      "const g = f(",
      "  b,",
      "  // the schema said so",
      ") as string;",
    ].join("\n");
    expect(offences(source("src/a.ts", good))).toEqual([]);
  });
});

function offences(file: Source): readonly string[] {
  const commented = commentLines(file);
  return nodesWhere(file, isAssertion)
    .filter((node) => {
      const asLine = lineOf(file, node.type.getStart(file.tree));
      const lines = [lineOf(file, node.getStart(file.tree)), asLine];
      return !lines.some((line) => commented.has(line) || commented.has(line - 1));
    })
    .map(
      (node) =>
        `${placeOf(file, node)}: an assertion without its reason; write why the compiler cannot know it, in a comment on this line or the one above`,
    );
}

function isAssertion(node: ts.Node): node is ts.AssertionExpression {
  return ts.isAssertionExpression(node) && !ts.isConstTypeReference(node.type);
}

/** Lines on which a comment ends or stands; docs of an export are not reasons. */
function commentLines(file: Source): ReadonlySet<number> {
  const lines = new Set<number>();
  const visited = new Set<number>();
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file.tree);
    for (const child of children) visit(child);
    if (children.length > 0) return;
    for (const range of rangesAround(file, node)) {
      if (visited.has(range.pos)) continue;
      visited.add(range.pos);
      if (!file.text.startsWith("/**", range.pos)) lines.add(lineOf(file, range.end - 1));
    }
  };
  visit(file.tree);
  return lines;
}

function rangesAround(file: Source, token: ts.Node): readonly ts.CommentRange[] {
  const leading = ts.getLeadingCommentRanges(file.text, token.getFullStart()) ?? [];
  return [...leading, ...(ts.getTrailingCommentRanges(file.text, token.end) ?? [])];
}
