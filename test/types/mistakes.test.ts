import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { findingsOf, projectOptions } from "./support/compiler.ts";
import { wordsOf } from "./support/words.ts";

const vocabulary = "vocabulary.ts";
const wrong = sourcesIn("./mistakes/").filter(({ name }) => name !== vocabulary);
const right = [...sourcesIn("./right-uses/"), ...sourcesIn("./mistakes/").filter(({ name }) => name === vocabulary)];

describe("types of the declarations", () => {
  const program = ts.createProgram(
    [...right, ...wrong].map(({ path }) => path),
    projectOptions(),
  );

  test.each(right)("right uses in $name are let through", ({ path }) => {
    expect(findingsOf(program, path)).toEqual([]);
  });

  test.each(wrong)("mistake $name is refused", ({ path }) => {
    expect(findingsOf(program, path)).not.toEqual([]);
  });

  test("compiler answers each mistake in the words that are kept", async () => {
    const blocks = wrong.map(({ name, path }) => [`## ${name}`, ...findingsOf(program, path).map(wordsOf)].join("\n"));
    await expect(`${blocks.join("\n\n")}\n`).toMatchFileSnapshot("./mistakes.snap");
  });
});

interface Source {
  readonly name: string;
  readonly path: string;
}

function sourcesIn(folder: string): readonly Source[] {
  const path = fileURLToPath(new URL(folder, import.meta.url));
  return readdirSync(path).map((name) => ({ name, path: path + name }));
}
