import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { findingsOf, projectOptions } from "./support/compiler.ts";
import { wordsOf } from "./support/words.ts";

const folder = fileURLToPath(new URL("./mistakes/", import.meta.url));
const vocabulary = "vocabulary.ts";
const mistakes = readdirSync(folder).filter((name) => name !== vocabulary);

describe("mistakes", () => {
  const files = [vocabulary, ...mistakes].map((name) => folder + name);
  const program = ts.createProgram(files, projectOptions());

  test("vocabulary of the mistakes has none itself", () => {
    expect(findingsOf(program, folder + vocabulary)).toEqual([]);
  });

  test.each(mistakes)("%s is refused", (name) => {
    expect(findingsOf(program, folder + name)).not.toEqual([]);
  });

  test("compiler answers each mistake in the words that are kept", async () => {
    const blocks = mistakes.map((name) =>
      [`## ${name}`, ...findingsOf(program, folder + name).map(wordsOf)].join("\n"),
    );
    await expect(`${blocks.join("\n\n")}\n`).toMatchFileSnapshot("./mistakes.snap");
  });
});
