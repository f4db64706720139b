import { posix } from "node:path";
import ts from "typescript";
import { nodesOf, placeOf, type Source } from "./source.ts";

/** One mention of another module: import, re-export, `import("…")` as a value or as a type. */
export interface Import {
  readonly place: string;
  /** As written. */
  readonly specifier: string;
  /** The file of this tree it means; undefined for a package. */
  readonly target: string | undefined;
}

/** Names a package is imported by in this tree (`myelin/http`), and the files they mean. */
export type Entries = Readonly<Record<string, string>>;

/** All imports of a file, type-only and dynamic ones counted. */
export function importsOf(file: Source, entries: Entries): readonly Import[] {
  return [...nodesOf(file.tree)].flatMap((node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined) return [];
    return [{ place: placeOf(file, node), specifier, target: targetOf(file.path, specifier, entries) }];
  });
}

/** `@scope/name` or `name` of a specifier that means a package. */
export function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

function targetOf(from: string, specifier: string, entries: Entries): string | undefined {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(from), specifier);
  return entries[specifier];
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal);
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? textOf(node.arguments[0]) : undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteral(node) ? node.text : undefined;
}
