import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { read, root } from "../house/tree.ts";
import { anchorsIn, type Link, linksIn } from "./page.ts";
import { type Page, pages } from "./pages.ts";

const files = ["README.md", "CONTRIBUTING.md", "examples/loans/README.md"].map((path) => ({ path, text: read(path) }));
const all: readonly Page[] = [...files, ...pages];

describe("links of the docs", () => {
  it("lead to files and headings that are there", () => {
    const links = all.flatMap(({ path, text }) => linksIn(path, text));
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter(isBroken).map(({ page, line, target }) => `${page}:${line}: ${target}`)).toEqual([]);
  });

  it("lead from the index to every page", () => {
    const reached = reachableFrom("docs/README.md");
    expect(pages.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
  });

  it("are found in prose only, and headings by their anchors", () => {
    const text =
      "# A `b`: c\n\n[x](y.md#z) `[no](no.md)` [far](https://a.example)\n\n```sh\n# no\n[no](no.md)\n```\n## A b c\n## A b c\n";
    expect(linksIn("p.md", text)).toEqual([{ page: "p.md", line: 3, target: "y.md#z" }]);
    expect([...anchorsIn(text)]).toEqual(["a-b-c", "a-b-c-1", "a-b-c-2"]);
  });
});

/** The index names each page; the API's own index names its pages. */
function reachableFrom(index: string): ReadonlySet<string> {
  const named = linkedFrom(index);
  return new Set([index, ...named, ...named.filter((path) => path.endsWith("/README.md")).flatMap(linkedFrom)]);
}

function linkedFrom(page: string): readonly string[] {
  return linksIn(page, read(page)).map(({ target }) => targetOf({ page, target }).path);
}

function isBroken(link: Link): boolean {
  const { path, anchor } = targetOf(link);
  if (!existsSync(join(root, path))) return true;
  return anchor !== undefined && !anchorsIn(read(path)).has(anchor);
}

function targetOf({ page, target }: Pick<Link, "page" | "target">): { path: string; anchor: string | undefined } {
  const [path = "", anchor] = target.split("#");
  return { path: path === "" ? page : posix.join(posix.dirname(page), path), anchor };
}
