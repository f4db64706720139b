import ts from "typescript";
import { describe, expect, it } from "vitest";
import { lineOf, nodesWhere, placeOf, type Source, source } from "./source.ts";
import { packageFolders, sourcesIn } from "./tree.ts";

/** A `mod.ts` is a list of names, which the public names are kept by; nothing in it could be split off but names. */
const cap = { file: 300, names: 400, function: 60 };

describe("sizes", () => {
  const files = sourcesIn(...packageFolders);

  it("keep every file and function of the package and the examples under its cap", () => {
    expect([...files, ...sourcesIn("examples")].flatMap(offences)).toEqual([]);
  });

  it("keep files small: median at most 80 lines, nine of ten at most 200", () => {
    const lines = files.map(linesOf);
    expect(percentile(lines, 0.5), `median of ${lines.length} files; split the longest`).toBeLessThanOrEqual(80);
    expect(percentile(lines, 0.9), "90th percentile of files; split the longest").toBeLessThanOrEqual(200);
  });

  it("keep functions small: median at most 10 lines, one-liners not counted", () => {
    const lines = files.flatMap((file) => functionsOf(file).map(({ lines }) => lines));
    expect(percentile(lines, 0.5), `median of ${lines.length} functions; extract steps`).toBeLessThanOrEqual(10);
  });

  it("name what is too long", () => {
    const long = (lines: number) => "a();\n".repeat(lines);
    expect(offences(source("src/a.ts", long(301)))).toEqual([
      "src/a.ts: 301 lines of at most 300; split it by what changes together",
    ]);
    expect(offences(source("src/mod.ts", long(399)))).toEqual([]);
    expect(offences(source("src/b.ts", `const f = () => {\n${long(60)}};`))).toEqual([
      "src/b.ts:1: a function of 62 lines of at most 60; name its steps and extract them",
    ]);
    expect(offences(source("src/c.ts", `class C { m() {\n${long(58)}} }`))).toEqual([]);
  });

  it("take percentiles from what was measured", () => {
    expect(percentile([1, 2, 3, 4, 100], 0.5)).toBe(3);
    expect(percentile([5, 4, 3, 2, 1, 6, 7, 8, 9, 10], 0.9)).toBe(9);
  });

  it("count only functions with a block, nested ones too", () => {
    const lines = functionsOf(source("src/a.ts", "const a = () => 1;\nfunction b() {\n  return () => {\n  };\n}"));
    expect(lines.map(({ lines }) => lines)).toEqual([4, 2]);
  });
});

function offences(file: Source): readonly string[] {
  const lines = linesOf(file);
  const most = file.path.endsWith("/mod.ts") ? cap.names : cap.file;
  const tooLong =
    lines > most ? [`${file.path}: ${lines} lines of at most ${most}; split it by what changes together`] : [];
  const functions = functionsOf(file)
    .filter(({ lines }) => lines > cap.function)
    .map(
      ({ place, lines }) =>
        `${place}: a function of ${lines} lines of at most ${cap.function}; name its steps and extract them`,
    );
  return [...tooLong, ...functions];
}

function linesOf(file: Source): number {
  return file.text.replace(/\n$/, "").split("\n").length;
}

function functionsOf(file: Source): readonly { readonly place: string; readonly lines: number }[] {
  return nodesWhere(file, isFunctionWithBlock).map((node) => ({
    place: placeOf(file, node),
    lines: lineOf(file, node.end) - lineOf(file, node.getStart(file.tree)) + 1,
  }));
}

function isFunctionWithBlock(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && "body" in node && node.body !== undefined && ts.isBlock(node.body);
}

/** The smallest value that `part` of the values do not exceed. */
function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * part) - 1] ?? 0;
}
