import ts from "typescript";
import { entries } from "../../house/entries.ts";
import { type ExportedName, exportedNames, loaded } from "../../house/exported-names.ts";
import { docOf, moduleDocOf } from "./doc-comment.ts";
import { signatureOf } from "./signature.ts";

/** The reference, made from the doc comments: a page for each public entry, and their index; by path. */
export function apiPages(): ReadonlyMap<string, string> {
  const pages = Object.entries(entries).map(([entry, path]) => [fileOf(entry), apiPage(entry, path)] as const);
  return new Map([["docs/api/README.md", indexPage()], ...pages]);
}

const made = "<!-- Made from the doc comments by `npm run docs:api`; change those. -->";

function fileOf(entry: string): string {
  return `docs/api/${entry.replace("/", "-")}.md`;
}

function indexPage(): string {
  const lines = Object.entries(entries).map(([entry, path]) => {
    const first = moduleDocOf(loaded(path).text).split(/\n\n|\n```/)[0] ?? "";
    return `- [\`${entry}\`](${entry.replace("/", "-")}.md): ${first.replaceAll("\n", " ")}`;
  });
  return `${made}\n\n# API reference\n\nOne page for each entry of the package. [All documentation](../README.md).\n\n${lines.join("\n")}\n`;
}

function apiPage(entry: string, path: string): string {
  const file = loaded(path);
  const names = exportedNames(file);
  const kinds: readonly (readonly [string, readonly ExportedName[]])[] = [
    ["Functions and values", names.filter(({ isType }) => !isType)],
    ["Types", names.filter(({ isType }) => isType)],
  ];
  const sections = kinds
    .filter(([, members]) => members.length > 0)
    .map(([title, members]) => `## ${title}\n\n${members.map(section).join("\n\n")}`);
  const index = "[All entries](README.md) · [All documentation](../README.md)";
  return `${[made, `# ${entry}`, index, moduleDocOf(file.text), ...sections].join("\n\n")}\n`;
}

function section({ name, declaredAs, declaredIn }: ExportedName): string {
  const declarations = loaded(declaredIn).tree.statements.filter((statement) => declares(statement, declaredAs));
  const docs = declarations.map(docOf).filter((doc) => doc !== "");
  const code = `\`\`\`ts\n${signatureOf(declarations, declaredAs)}\n\`\`\``;
  return [`### ${name}`, ...docs, code].join("\n\n");
}

function declares(statement: ts.Statement, name: string): boolean {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.some((declaration) => declaration.name.getText() === name);
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name?.text === name;
}
