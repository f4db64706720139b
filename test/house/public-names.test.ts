import { describe, expect, it } from "vitest";
import { entries } from "./entries.ts";
import { exportedNames, loaded } from "./exported-names.ts";
import { type Source, source } from "./source.ts";

describe("public names", () => {
  it("are those kept in public-names.txt; update it with `npx vitest run test/house -u` and tell CHANGELOG.md", async () => {
    const text = Object.entries(entries).map(([name, path]) => listing(name, loaded(path)));
    await expect(`${text.join("\n\n")}\n`).toMatchFileSnapshot("./public-names.txt");
  });

  it("are listed sorted, types marked, followed through mod.ts", () => {
    const inner = source("src/inner/mod.ts", 'export { c as d, type E } from "./c.ts";');
    const entry = source("src/mod.ts", 'export { d } from "./inner/mod.ts";\nexport type { B } from "./b.ts";');
    expect(exportedNames(entry, () => inner)).toEqual([
      { name: "B", isType: true, declaredAs: "B", declaredIn: "src/b.ts" },
      { name: "d", isType: false, declaredAs: "c", declaredIn: "src/inner/c.ts" },
    ]);
    expect(listing("x", source("src/mod.ts", 'export { type E, a } from "./c.ts";'))).toBe("x\n  type E\n  a");
  });
});

function listing(name: string, entry: Source): string {
  const lines = exportedNames(entry).map((found) => (found.isType ? `  type ${found.name}` : `  ${found.name}`));
  return [name, ...lines].join("\n");
}
