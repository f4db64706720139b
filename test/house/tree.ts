import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Source, source } from "./source.ts";

/** The project's top folder. */
export const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** What the package is built from: the sizes and the strictest rules are measured here. */
export const packageFolders = ["src", "dsl", "adapters"] as const;

const foreign = new Set(["node_modules", "dist", ".build", ".git", ".myelin", "coverage"]);

/** Every file below the folders (all of the tree without any), relative to the root, sorted. */
export function filesIn(...folders: readonly string[]): readonly string[] {
  return (folders.length === 0 ? [""] : folders).flatMap(filesBelow).sort();
}

/** The TypeScript files below the folders, parsed. */
export function sourcesIn(...folders: readonly string[]): readonly Source[] {
  return filesIn(...folders)
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => source(path, read(path)));
}

/** The text of a file of the tree. */
export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (foreign.has(entry.name)) return [];
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
