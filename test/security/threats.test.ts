import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { read, root } from "../house/tree.ts";

const page = read("docs/security.md");
const rows = page.split("\n").filter((line) => /^\| (?!threat |---)/.test(line));

/** `file`: title, as often as a cell has it. */
function namedIn(row: string): readonly { readonly file: string; readonly title: string }[] {
  return [...row.matchAll(/`(test\/[^`]+\.ts)`: ([^|<]+?)(?=<br>| \|)/g)].map(([, file = "", title = ""]) => ({
    file,
    title,
  }));
}

function isThere({ file, title }: { readonly file: string; readonly title: string }): boolean {
  return (
    existsSync(join(root, file)) && ['"', "`", "'"].some((quote) => read(file).includes(`${quote}${title}${quote}`))
  );
}

describe("docs/security.md", () => {
  it("names for each threat a test that is there", () => {
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter((row) => namedIn(row).length === 0)).toEqual([]);
    expect(rows.flatMap(namedIn).filter((named) => !isThere(named))).toEqual([]);
  });

  it("names every file of test/security", () => {
    for (const file of ["attacks", "sql-names", "secrets", "audit"])
      expect(page).toContain(`test/security/${file}.test.ts`);
  });
});
