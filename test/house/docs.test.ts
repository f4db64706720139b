import ts from "typescript";
import { describe, expect, it } from "vitest";
import { entries } from "./entries.ts";
import { type ExportedName, exportedNames, loaded } from "./exported-names.ts";
import { placeOf, type Source, source } from "./source.ts";

describe("docs", () => {
  it("open every public entry with @module, a paragraph and an example", () => {
    expect(Object.values(entries).flatMap((path) => moduleOffences(loaded(path)))).toEqual([]);
  });

  it("stand on every export of a public entry", () => {
    const names = Object.values(entries).flatMap((path) => exportedNames(loaded(path)));
    const offences = names.flatMap((name) => docOffences(name, loaded(name.declaredIn)));
    expect([...new Set(offences)]).toEqual([]);
  });

  it("are missed where an entry has none, or no example", () => {
    expect(moduleOffences(source("src/mod.ts", 'export { a } from "./a.ts";'))).toEqual([
      "src/mod.ts:1: has no /** … @module */; open it with a paragraph and one example",
    ]);
    expect(moduleOffences(source("src/mod.ts", '/** Words.\n * @module */\nexport { a } from "./a.ts";'))).toEqual([
      "src/mod.ts:1: has no example; add a ```ts block to its @module comment",
    ]);
    const good = '/**\n * Words.\n * ```ts\n * a();\n * ```\n * @module\n */\nexport { a } from "./a.ts";';
    expect(moduleOffences(source("src/mod.ts", good))).toEqual([]);
  });

  it("are missed where an export has none", () => {
    const text = "/** Told. */\nexport const told = 1;\nexport const untold = 2;\n// no doc\nexport interface Plain {}";
    const file = source("src/a.ts", text);
    const offencesOf = (name: string) => docOffences({ ...exported, name, declaredAs: name }, file);
    expect(offencesOf("told")).toEqual([]);
    expect(offencesOf("untold")).toEqual(["src/a.ts:3: untold has no doc comment; tell its guarantee in one sentence"]);
    expect(offencesOf("Plain")).toHaveLength(1);
    expect(offencesOf("absent")).toEqual(["src/a.ts: absent is not declared here; declare it where mod.ts says"]);
  });
});

const exported: ExportedName = { name: "", isType: false, declaredAs: "", declaredIn: "src/a.ts" };

function moduleOffences(entry: Source): readonly string[] {
  const comments = ts.getLeadingCommentRanges(entry.text, 0) ?? [];
  const docs = comments.map(({ pos, end }) => entry.text.slice(pos, end)).filter((text) => text.startsWith("/**"));
  const doc = docs.find((text) => text.includes("@module"));
  if (doc === undefined) return [`${entry.path}:1: has no /** … @module */; open it with a paragraph and one example`];
  return doc.includes("```") ? [] : [`${entry.path}:1: has no example; add a \`\`\`ts block to its @module comment`];
}

function docOffences({ name, declaredAs }: ExportedName, file: Source): readonly string[] {
  const declarations = file.tree.statements.filter((statement) => namesIn(statement).includes(declaredAs));
  const first = declarations[0];
  if (first === undefined) return [`${file.path}: ${name} is not declared here; declare it where mod.ts says`];
  const isTold = declarations.some((statement) => ts.getJSDocCommentsAndTags(statement).length > 0);
  return isTold ? [] : [`${placeOf(file, first)}: ${name} has no doc comment; tell its guarantee in one sentence`];
}

function namesIn(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}
