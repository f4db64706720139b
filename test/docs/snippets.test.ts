import { describe, expect, it } from "vitest";
import { filesIn, read } from "../house/tree.ts";
import { type Block, blocksIn } from "./page.ts";
import { writtenPages } from "./pages.ts";
import { refreshed, shownCode } from "./shown-code.ts";

/** Markers that are no file, and where they may stand. */
const words: readonly (readonly [RegExp, RegExp])[] = [
  // A program follows the page: stranger.test.ts.
  [/^(run|serve|prints|answers)$/, /^docs\/getting-started\.md$/],
  // Other projects' code, for comparison.
  [/^theirs$/, /^docs\/coming-from\//],
];

describe("snippets of the docs", () => {
  const blocks = writtenPages.flatMap(({ path, text }) => blocksIn(path, text));

  it("are there", () => {
    expect(blocks.length).toBeGreaterThan(30);
  });

  it("show code of the tree as it is", () => {
    expect(blocks.flatMap((block) => offences(block, read))).toEqual([]);
  });

  it("are taken from files that a test names", () => {
    const tests = filesIn("test").filter((path) => path.endsWith(".test.ts"));
    const tested = tests.map(read).join("\n");
    const shown = new Set(blocks.filter(isFile).map(({ marker = "" }) => marker.split("#")[0] ?? ""));
    const unnamed = [...shown].filter(
      (path) => !tests.includes(path) && !tested.includes(path) && !tested.includes(built(path)),
    );
    expect(unnamed.filter((path) => !path.startsWith("test/"))).toEqual([]);
  });

  it("are refused without a marker, with a stranger one, and where the file has changed", () => {
    const block: Block = { page: "docs/a.md", line: 3, language: "ts", text: "a();\n", marker: "a.ts#one" };
    const load = () => "before();\n  // #region one\n  a();\n  // #endregion\n";
    expect(offences(block, load)).toEqual([]);
    const stale = "docs/a.md:3: a.ts#one differs from its block; run npm run docs:snippets";
    expect(offences({ ...block, text: "b();\n" }, load)).toEqual([stale]);
    expect(offences({ ...block, marker: undefined }, load)).toEqual([
      "docs/a.md:3: has no marker; take the code from a file that a test runs, <!-- path#region -->",
    ]);
    expect(offences({ ...block, marker: "theirs" }, load)).toEqual(['docs/a.md:3: has the stranger marker "theirs"']);
    expect(() => shownCode("a.ts#two", load)).toThrow('there is no such region; add "#region two"');
  });

  it("are filled in by their markers", () => {
    const load = () => "// #region one\n\ta();\n// #endregion\nb();\n";
    expect(refreshed("<!-- a.ts#one -->\n```ts\n```\n\n<!-- a.ts -->\n```ts\nold\n```\n", load)).toBe(
      "<!-- a.ts#one -->\n```ts\na();\n```\n\n<!-- a.ts -->\n```ts\n\ta();\nb();\n```\n",
    );
  });
});

/** What a test starts: `examples/bank/node.ts` → `dist/examples/bank/node.js`. */
function built(path: string): string {
  return `dist/${path.replace(/\.ts$/, ".js")}`;
}

function isFile({ marker }: Block): boolean {
  return marker !== undefined && /\.\w+(#[\w-]+)?$/.test(marker);
}

function offences(block: Block, load: (path: string) => string): readonly string[] {
  const { page, line, marker, text } = block;
  const place = `${page}:${line}`;
  if (marker === undefined)
    return [`${place}: has no marker; take the code from a file that a test runs, <!-- path#region -->`];
  if (words.some(([word, where]) => word.test(marker) && where.test(page))) return [];
  if (!isFile(block)) return [`${place}: has the stranger marker "${marker}"`];
  return shownCode(marker, load) === text
    ? []
    : [`${place}: ${marker} differs from its block; run npm run docs:snippets`];
}
