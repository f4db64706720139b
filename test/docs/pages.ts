import { filesIn, read } from "../house/tree.ts";

/** A page of the documentation. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** The pages below `docs`, those that are generated too. */
export const pages: readonly Page[] = pagesAt(filesIn("docs").filter((path) => path.endsWith(".md")));

/** The pages that people write. */
export const writtenPages: readonly Page[] = pages.filter(({ path }) => !path.startsWith("docs/api/"));

function pagesAt(paths: readonly string[]): readonly Page[] {
  return paths.map((path) => ({ path, text: read(path) }));
}
