import { describe, expect, it } from "vitest";
import { entries } from "./entries.ts";
import { type Entries, type Import, importsOf, packageOf } from "./imports.ts";
import { isIn, publicEngine, type Room, roomOf, rooms } from "./rooms.ts";
import { type Source, source } from "./source.ts";
import { read, sourcesIn } from "./tree.ts";

describe("import rules", () => {
  it("hold for every file of src, dsl, adapters and examples", () => {
    expect(offences(sourcesIn("src", "dsl", "adapters", "examples"), entries)).toEqual([]);
  });

  it("stand in CONTRIBUTING.md as they are checked", () => {
    const contributing = read("CONTRIBUTING.md");
    expect(rooms.map(rowOf).filter((row) => !contributing.includes(row))).toEqual([]);
  });

  it("name a room that imports what it may not, types and import() counted", () => {
    const bad = [
      source("src/base/a.ts", 'import type { X } from "../model/x.ts";'),
      source("src/runtime/b.ts", 'export const x = () => import("../../dsl/x.ts");'),
      source("src/model/c.ts", 'export type X = import("../store/x.ts").X;'),
      source("adapters/http/d.ts", 'import { x } from "../../src/runtime/engine.ts";'),
      source("adapters/http/e.ts", 'import { x } from "../postgres/mod.ts";'),
      source("src/runtime/f.ts", 'import postgres from "postgres";'),
    ];
    expect(offences(bad, entries)).toEqual([
      'src/base/a.ts:1: src/base imports "src/model/x.ts"; it may import nothing else of the tree',
      'src/runtime/b.ts:1: src/runtime imports "dsl/x.ts"; it may import src/store, src/model, src/base',
      'src/model/c.ts:1: src/model imports "src/store/x.ts"; it may import src/base',
      `adapters/http/d.ts:1: adapters/http imports "src/runtime/engine.ts"; it may import ${publicEngine.join(", ")}`,
      `adapters/http/e.ts:1: adapters/http imports "adapters/postgres/mod.ts"; it may import ${publicEngine.join(", ")}`,
      'src/runtime/f.ts:1: src/runtime imports package "postgres"; it may import @noble/hashes, @standard-schema/spec, nanoid',
    ]);
  });

  it("ask examples for the package's names and the package for its files", () => {
    const bad = [
      source("examples/loans/a.ts", 'import { x } from "../../src/mod.ts";'),
      source("adapters/http/b.ts", 'import { x } from "myelin/runtime";'),
      source("examples/loans/c.ts", 'import { x } from "../bank/x.ts";'),
    ];
    expect(offences(bad, entries)).toEqual([
      'examples/loans/a.ts:1: examples/loans imports "src/mod.ts"; write it as a public name: "myelin", "myelin/postgres", …',
      'adapters/http/b.ts:1: "myelin/runtime" is named from inside the package; write the relative path to its mod.ts',
      'examples/loans/c.ts:1: examples/loans imports "examples/bank/x.ts"; write it as a public name: "myelin", "myelin/postgres", …',
    ]);
  });

  it("allow a room's own files and what its row of the table lists", () => {
    const good = [
      source("dsl/a.ts", 'import { b } from "./b.ts"; import type { N } from "../src/model/node.ts";'),
      source("examples/loans/a.ts", 'import { x } from "myelin/http"; import { y } from "./rules/y.ts";'),
      source(
        "adapters/pglite/a.ts",
        'import { x } from "../postgres/mod.ts"; import { p } from "@electric-sql/pglite";',
      ),
    ];
    expect(offences(good, entries)).toEqual([]);
  });
});

function offences(files: readonly Source[], names: Entries): readonly string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path);
    return importsOf(file, names).flatMap((found) => offence(room, found) ?? []);
  });
}

function offence(room: Room, { place, specifier, target }: Import): string | undefined {
  const isExample = room.folder.startsWith("examples");
  if (target === undefined) return packageOffence(room, place, specifier);
  if (!specifier.startsWith(".")) {
    if (isExample) return undefined;
    return `${place}: "${specifier}" is named from inside the package; write the relative path to its mod.ts`;
  }
  if (isIn(target, room.folder) || room.may.some((allowed) => isIn(target, allowed))) return undefined;
  const mend = isExample
    ? 'write it as a public name: "myelin", "myelin/postgres", …'
    : `it may import ${room.may.join(", ") || "nothing else of the tree"}`;
  return `${place}: ${room.folder} imports "${target}"; ${mend}`;
}

function packageOffence(room: Room, place: string, specifier: string): string | undefined {
  const name = packageOf(specifier);
  if (specifier.startsWith("node:") || room.packages === undefined || room.packages.includes(name)) return undefined;
  return `${place}: ${room.folder} imports package "${name}"; it may import ${room.packages.join(", ") || "none"}`;
}

/** A room as CONTRIBUTING.md's import table shows it. */
function rowOf({ folder, may, packages }: Room): string {
  const names = (list: readonly string[]) => list.map((name) => `\`${name}\``).join(", ") || "nothing";
  const rooms = folder === "adapters/cli" ? "every public entry" : names(may);
  return `| \`${folder}\` | ${rooms} | ${packages === undefined ? "any that is declared" : names(packages)} |`;
}
