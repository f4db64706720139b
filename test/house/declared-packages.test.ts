import { describe, expect, it } from "vitest";
import { entries, type PackageJson, packageJson } from "./entries.ts";
import { importsOf, packageOf } from "./imports.ts";
import { type Source, source } from "./source.ts";
import { packageFolders, sourcesIn } from "./tree.ts";

type Declared = Pick<PackageJson, "dependencies" | "peerDependencies">;

describe("packages", () => {
  it("that the sources import are installed with the package, or asked for as peers", () => {
    const files = sourcesIn(...packageFolders);
    expect(files.flatMap((file) => offences(file, packageJson))).toEqual([]);
  });

  it("are told when only this tree has them", () => {
    const bad = source(
      "src/a.ts",
      'import type { X } from "@scope/x/deep"; import "y"; import "node:fs"; import "z/a";',
    );
    expect(offences(bad, { dependencies: { z: "1" }, peerDependencies: { y: "1" } })).toEqual([
      'src/a.ts:1: package "@scope/x" is not declared; add it to dependencies or, if optional, to peerDependencies',
    ]);
  });

  it("that are declared are all imported somewhere, if only by what a user writes", () => {
    const used = new Set(sourcesIn(...packageFolders, "examples").flatMap(packagesOf));
    expect(Object.keys(packageJson.dependencies).filter((name) => !used.has(name))).toEqual([]);
  });
});

function offences(file: Source, declared: Declared): readonly string[] {
  const known = new Set(Object.keys({ ...declared.dependencies, ...declared.peerDependencies }));
  return importsOf(file, entries)
    .filter(({ specifier, target }) => isPackage(specifier, target) && !known.has(packageOf(specifier)))
    .map(
      ({ place, specifier }) =>
        `${place}: package "${packageOf(specifier)}" is not declared; add it to dependencies or, if optional, to peerDependencies`,
    );
}

function packagesOf(file: Source): readonly string[] {
  return importsOf(file, entries)
    .filter(({ specifier, target }) => isPackage(specifier, target))
    .map(({ specifier }) => packageOf(specifier));
}

function isPackage(specifier: string, target: string | undefined): boolean {
  return target === undefined && !specifier.startsWith("node:");
}
