import type { Entries } from "./imports.ts";
import { read } from "./tree.ts";

/** One subpath of package.json's `exports`. */
export interface NpmExport {
  readonly types: string;
  readonly default: string;
}

export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, NpmExport>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export const packageJson: PackageJson = readJson<PackageJson>("package.json");

/** The public entries: `myelin/http` → `adapters/http/mod.ts`. */
export const entries: Entries = entriesOf(packageJson);

/** Reads a JSON file of the tree. */
export function readJson<T>(path: string): T {
  // The tree's own files, not a caller's: a wrong shape fails the test that reads it.
  return JSON.parse(read(path)) as T;
}

/** `myelin/http` → `adapters/http/mod.ts`, for every subpath of `exports`. */
export function entriesOf(manifest: Pick<PackageJson, "name" | "exports">): Entries {
  const pairs = Object.entries(manifest.exports).map(([subpath, target]) => {
    return [manifest.name + subpath.slice(1), sourceOf(target.default)] as const;
  });
  return Object.fromEntries(pairs);
}

/** `./dist/src/mod.js` → `src/mod.ts`. */
export function sourceOf(built: string): string {
  return built.replace(/^\.\/dist\//, "").replace(/\.js$/, ".ts");
}
