import ts from "typescript";
import { describe, expect, it } from "vitest";
import { nodesWhere, placeOf, type Source, source } from "./source.ts";
import { sourcesIn } from "./tree.ts";

describe("re-exports", () => {
  it("stand only in mod.ts, by name", () => {
    expect(sourcesIn("src", "dsl", "adapters", "examples").flatMap(offences)).toEqual([]);
  });

  it("are refused elsewhere, also in two steps", () => {
    const bad = source("src/a.ts", 'import { b } from "./b.ts";\nexport { b };\nexport { c } from "./c.ts";');
    expect(offences(bad)).toEqual([
      'src/a.ts:2: re-exports "b"; only mod.ts does that, import it where it is declared',
      'src/a.ts:3: re-exports "c"; only mod.ts does that, import it where it is declared',
    ]);
  });

  it("are refused as a star", () => {
    const bad = source("src/mod.ts", 'export * from "./a.ts";\nexport * as b from "./b.ts";');
    expect(offences(bad)).toEqual([
      "src/mod.ts:1: re-exports everything; list the names",
      "src/mod.ts:2: re-exports everything; list the names",
    ]);
  });

  it("may not mix with declarations in mod.ts", () => {
    const bad = source("src/mod.ts", 'export { a } from "./a.ts";\nexport const b = 1;');
    expect(offences(bad)).toEqual([
      "src/mod.ts:2: declares something; mod.ts only re-exports, give it a file of its own",
    ]);
  });
});

function offences(file: Source): readonly string[] {
  const isMod = file.path.endsWith("/mod.ts");
  const imported = importedNames(file);
  const fromExports = nodesWhere(file, ts.isExportDeclaration).flatMap((node) => {
    const place = placeOf(file, node);
    if (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)) {
      return [`${place}: re-exports everything; list the names`];
    }
    if (isMod) return [];
    const names = node.exportClause.elements.map((element) => (element.propertyName ?? element.name).text);
    const passedOn = node.moduleSpecifier ? names : names.filter((name) => imported.has(name));
    return passedOn.map(
      (name) => `${place}: re-exports "${name}"; only mod.ts does that, import it where it is declared`,
    );
  });
  return isMod ? [...fromExports, ...declarationsIn(file)] : fromExports;
}

function importedNames(file: Source): ReadonlySet<string> {
  const specifiers = nodesWhere(file, ts.isImportSpecifier).map((node) => node.name.text);
  const clauses = nodesWhere(file, ts.isImportClause).flatMap((node) => node.name?.text ?? []);
  return new Set([...specifiers, ...clauses]);
}

function declarationsIn(file: Source): readonly string[] {
  return file.tree.statements
    .filter((statement) => !ts.isExportDeclaration(statement))
    .map(
      (statement) =>
        `${placeOf(file, statement)}: declares something; mod.ts only re-exports, give it a file of its own`,
    );
}
