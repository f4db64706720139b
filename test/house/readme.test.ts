import { describe, expect, it } from "vitest";
import { shownCode } from "../docs/shown-code.ts";
import { readJson } from "./entries.ts";
import { read } from "./tree.ts";

interface Scripts {
  readonly scripts: Readonly<Record<string, string>>;
}

describe("README.md and CONTRIBUTING.md", () => {
  it("show files of the tree as they are", () => {
    expect(staleBlocks(read("README.md"), read)).toEqual([]);
    expect(shownFiles(read("README.md"))).toContain("examples/bank/bank.ts");
  });

  it("name only scripts that package.json has", () => {
    const { scripts } = readJson<Scripts>("package.json");
    const named = ["README.md", "CONTRIBUTING.md"].flatMap((path) => scriptsIn(read(path)));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it("are told where a shown file has changed", () => {
    const text = "<!-- a.ts -->\n```ts\nconst a = 1;\n```\n";
    expect(staleBlocks(text, () => "const a = 1;\n")).toEqual([]);
    expect(staleBlocks(text, () => "const a = 2;\n")).toEqual(["a.ts differs from its block; copy the file over it"]);
  });

  it("are read for the scripts in their code", () => {
    const text = "`npm install && npm start -- --log X`, `npm run lint`, npm alone\n```sh\nnpm test\n```";
    expect(scriptsIn(text)).toEqual(["start", "lint", "test"]);
  });
});

/** A code block that shows a file: a comment with its path stands on the line above. */
const shown = /<!-- (\S+\.\S+) -->\n```\w+\n([\s\S]*?)```/g;

function shownFiles(text: string): readonly string[] {
  return [...text.matchAll(shown)].map(([, path]) => path ?? "");
}

function staleBlocks(text: string, load: (path: string) => string): readonly string[] {
  return [...text.matchAll(shown)].flatMap(([, path = "", block]) =>
    shownCode(path, load) === block ? [] : [`${path} differs from its block; copy the file over it`],
  );
}

function scriptsIn(text: string): readonly string[] {
  const code = [...text.matchAll(/`+[^`]*`+/g)].join("\n");
  return [...code.matchAll(/\bnpm (?:run(?: --silent)? )?([a-z][\w:-]*)/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => !["install", "ci", "init", "pack", "pkg", "publish", "i", "or"].includes(name));
}
