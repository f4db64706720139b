import ts from "typescript";

/** One file of the tree, parsed. `path` is relative to the root, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** Parses a file; rules take it from here, so that a bad sample needs no file. */
export function source(path: string, text: string): Source {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) };
}

/** Where `node` stands, as editors link it: `src/base/error.ts:12`. */
export function placeOf(file: Source, node: ts.Node): string {
  return `${file.path}:${lineOf(file, node.getStart(file.tree))}`;
}

/** The 1-based line of an offset. */
export function lineOf(file: Source, offset: number): number {
  return file.tree.getLineAndCharacterOfPosition(offset).line + 1;
}

/** Every node of the file below and including `node`, in the order of the text. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesOf(child);
}

/** The nodes of a file that `is` accepts. */
export function nodesWhere<T extends ts.Node>(file: Source, is: (node: ts.Node) => node is T): readonly T[] {
  return [...nodesOf(file.tree)].filter(is);
}
