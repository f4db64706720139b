/** What a new project is made from. */
export interface ProjectFacts {
  /** Of the folder, the package and the application. */
  readonly name: string;
  /** Where npm gets myelin from: a range of versions, or a tarball's path. */
  readonly myelin: string;
}

/** The files of a new project: texts by path. */
export type ProjectFiles = Readonly<Record<string, string>>;

export type Template = (facts: ProjectFacts) => ProjectFiles;

/** Ranges that this version of myelin was tried with. */
export const versions = {
  valibot: "^1.5.0",
  drizzle: "^0.45.4",
  pglite: "^0.5.16",
  typescript: "^6.0.3",
  vitest: "^4.1.12",
  nodeTypes: "^20.19.43",
  esbuild: "^0.28.2",
  miniflare: "4.20260426.0",
} as const;

/** A file of JSON as people write it. */
export function jsonFile(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
