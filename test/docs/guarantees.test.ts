import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { read, root } from "../house/tree.ts";

interface NamedTest {
  readonly file: string;
  readonly title: string;
}

const page = read("docs/guarantees.md");

describe("docs/guarantees.md", () => {
  it("names tests that are there", () => {
    expect(namedIn(page).filter((named) => !isThere(named))).toEqual([]);
  });

  it("names some for each guarantee", () => {
    const sections = page.split(/^## /m).slice(1);
    const counts = sections.map((section) => [section.split("\n")[0], namedIn(section).length] as const);
    expect(counts).toHaveLength(8); // as many as README.md lists
    expect(counts.filter(([, count]) => count < 3)).toEqual([]);
  });

  it("would be told of a test that has gone", () => {
    const [known] = namedIn("| `test/docs/guarantees.test.ts` | names some for each guarantee |");
    expect(known && isThere(known)).toBe(true);
    expect(isThere({ file: "test/docs/links.test.ts", title: "lead to files" })).toBe(false);
    expect(isThere({ file: "test/docs/gone.test.ts", title: "names some" })).toBe(false);
  });
});

function namedIn(text: string): readonly NamedTest[] {
  const rows = [...text.matchAll(/^\| `([^`]+\.ts)` \| (.+) \|$/gm)];
  return rows.map(([, file = "", title = ""]) => ({ file, title }));
}

/** The whole title stands in the file as a literal. */
function isThere({ file, title }: NamedTest): boolean {
  if (!existsSync(join(root, file))) return false;
  const text = read(file);
  return ['"', "`", "'"].some((quote) => text.includes(`${quote}${title}${quote}`));
}
