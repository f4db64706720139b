import { describe, expect, it } from "vitest";
import { entries } from "./entries.ts";
import { type Entries, importsOf } from "./imports.ts";
import { type Source, source } from "./source.ts";
import { sourcesIn } from "./tree.ts";

describe("import cycles", () => {
  it("do not exist, type imports counted", () => {
    expect(cyclesIn(sourcesIn("src", "dsl", "adapters", "examples", "test"), entries)).toEqual([]);
  });

  it("are told as the way round", () => {
    const bad = [
      source("src/a.ts", 'import { b } from "./b.ts";'),
      source("src/b.ts", 'import type { C } from "./c.ts";'),
      source("src/c.ts", 'export type C = import("./a.ts").A;'),
    ];
    expect(cyclesIn(bad, {})).toEqual([
      "src/a.ts → src/b.ts → src/c.ts → src/a.ts; move what they share into a file of its own",
    ]);
  });

  it("go through the package's own names", () => {
    const bad = [
      source("src/mod.ts", 'export { x } from "./x.ts";'),
      source("src/x.ts", 'import { y } from "myelin";'),
    ];
    expect(cyclesIn(bad, { myelin: "src/mod.ts" })).toHaveLength(1);
  });

  it("are not two ways to one file", () => {
    const good = [
      source("src/a.ts", 'import "./b.ts"; import "./c.ts";'),
      source("src/b.ts", 'import "./c.ts";'),
      source("src/c.ts", ""),
    ];
    expect(cyclesIn(good, {})).toEqual([]);
  });
});

/** Each cycle that a walk in depth closes, as a sentence. */
function cyclesIn(files: readonly Source[], names: Entries): readonly string[] {
  const graph = new Map(files.map((file) => [file.path, importsOf(file, names).flatMap(({ target }) => target ?? [])]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, way: readonly string[]): void => {
    const from = way.indexOf(path);
    if (from >= 0) {
      cycles.push(`${[...way.slice(from), path].join(" → ")}; move what they share into a file of its own`);
    } else if (!done.has(path)) {
      for (const next of graph.get(path) ?? []) walk(next, [...way, path]);
      done.add(path);
    }
  };
  for (const path of graph.keys()) walk(path, []);
  return cycles;
}
