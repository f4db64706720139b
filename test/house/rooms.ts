import { entries } from "./entries.ts";

/** A room of the house: what its files may import beside each other. */
export interface Room {
  readonly folder: string;
  /** Folders, or single files. */
  readonly may: readonly string[];
  /** Packages; absent: any that package.json declares. */
  readonly packages?: readonly string[];
}

const schema = "@standard-schema/spec";
export const publicEngine = ["src/mod.ts", "src/runtime/mod.ts", "src/testing/mod.ts"];

/** The table of CONTRIBUTING.md. The longest folder that holds a file is its room. */
export const rooms: readonly Room[] = [
  { folder: "src/base", may: [], packages: [] },
  { folder: "src/model", may: ["src/base"], packages: [schema, "croner"] },
  { folder: "dsl", may: ["src/model", "src/base"], packages: [schema, "drizzle-orm"] },
  { folder: "src/compile", may: ["src/model", "src/base"], packages: [schema, "@valibot/to-json-schema"] },
  { folder: "src/store", may: ["src/model", "src/base"], packages: [schema] },
  { folder: "src/runtime", may: ["src/store", "src/model", "src/base"], packages: ["@noble/hashes", schema, "nanoid"] },
  { folder: "src/testing", may: ["src"] },
  { folder: "src", may: ["dsl", "src/compile", "src/model", "src/base"], packages: [schema] },
  { folder: "adapters/postgres-js", may: [...publicEngine, "adapters/postgres/mod.ts"] },
  { folder: "adapters/pglite", may: [...publicEngine, "adapters/postgres/mod.ts"] },
  { folder: "adapters", may: publicEngine },
  { folder: "adapters/cli", may: Object.values(entries) },
];

/** The room a file belongs to. An adapter without a row of its own, and an example, is a room with the common rule. */
export function roomOf(path: string): Room {
  const holding = rooms.filter(({ folder }) => isIn(path, folder));
  const closest = holding.sort((a, b) => b.folder.length - a.folder.length)[0] ?? { folder: "examples", may: [] };
  const isCommon = closest.folder === "adapters" || closest.folder === "examples";
  return isCommon ? { ...closest, folder: path.split("/").slice(0, 2).join("/") } : closest;
}

/** Whether a path is the folder, or the file, or lies below it. */
export function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
