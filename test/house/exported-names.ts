import { posix } from "node:path";
import ts from "typescript";
import { nodesWhere, type Source, source } from "./source.ts";
import { read } from "./tree.ts";

/** A name that a mod.ts passes on, and the file and name that declare it. */
export interface ExportedName {
  readonly name: string;
  readonly isType: boolean;
  readonly declaredAs: string;
  readonly declaredIn: string;
}

/** What an entry gives to its users, followed through further mod.ts files, sorted by name. */
export function exportedNames(entry: Source, load: (path: string) => Source = loaded): readonly ExportedName[] {
  const names = nodesWhere(entry, ts.isExportDeclaration).flatMap((node) => namesOf(entry, node));
  const followed = names.map((name) => follow(name, load));
  return followed.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A file of the tree, parsed. */
export function loaded(path: string): Source {
  return source(path, read(path));
}

function namesOf(file: Source, node: ts.ExportDeclaration): readonly ExportedName[] {
  const { exportClause, moduleSpecifier } = node;
  if (exportClause === undefined || ts.isNamespaceExport(exportClause)) return [];
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
  const declaredIn = posix.join(posix.dirname(file.path), moduleSpecifier.text);
  return exportClause.elements.map((element) => ({
    name: element.name.text,
    isType: node.isTypeOnly || element.isTypeOnly,
    declaredAs: (element.propertyName ?? element.name).text,
    declaredIn,
  }));
}

function follow(found: ExportedName, load: (path: string) => Source): ExportedName {
  if (!found.declaredIn.endsWith("/mod.ts")) return found;
  const next = exportedNames(load(found.declaredIn), load).find(({ name }) => name === found.declaredAs);
  return next === undefined ? found : { ...next, name: found.name, isType: found.isType || next.isType };
}
