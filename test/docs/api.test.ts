import ts from "typescript";
import { describe, expect, it } from "vitest";
import { source } from "../house/source.ts";
import { apiPages } from "./api/api-page.ts";
import { docOf, wordsOf } from "./api/doc-comment.ts";
import { signatureOf } from "./api/signature.ts";
import { pages } from "./pages.ts";

describe("the API reference", () => {
  const kept = new Map(pages.filter(({ path }) => path.startsWith("docs/api/")).map(({ path, text }) => [path, text]));
  const now = apiPages();

  it("is what the doc comments say today; else run npm run docs:api", () => {
    const stale = [...now].filter(([path, text]) => kept.get(path) !== text).map(([path]) => path);
    expect(stale).toEqual([]);
  });

  it("has no page of an entry that is gone", () => {
    expect([...kept.keys()].filter((path) => !now.has(path))).toEqual([]);
  });

  it("shows declarations without their insides", () => {
    expect(shown("export function f(a: number): string;\nexport function f(a: unknown): unknown { return a; }")).toBe(
      "function f(a: number): string;",
    );
    expect(shown("export async function f(a = 1): Promise<void> {\n  await g(a);\n}")).toBe(
      "async function f(a = 1): Promise<void>;",
    );
    expect(shown("export const f: readonly string[] = [];")).toBe("const f: readonly string[];");
    expect(
      shown(
        'export class f extends Error { readonly code: string = "a"; #b = 1; constructor(m: string) { super(m); } }',
      ),
    ).toBe("class f extends Error {\n  readonly code: string;\n  constructor(m: string);\n}");
    expect(shown("/** Told. */\nexport interface f {\n  /** Words. */\n  readonly a: 1;\n}")).toBe(
      "interface f {\n  /** Words. */\n  readonly a: 1;\n}",
    );
  });

  it("tells what comments tell, with their examples", () => {
    const comment =
      "/**\n * Does it, see {@link g}.\n *\n * @throws MyelinError `closed` late\n * @example\n * ```ts\n * f();\n * ```\n */";
    const words = "Does it, see `g`.\n\nThrows MyelinError `closed` late\n\n```ts\nf();\n```";
    expect(wordsOf(comment)).toBe(words);
    const [statement] = source("a.ts", `${comment}\nexport const f = 1;`).tree.statements;
    expect(statement && docOf(statement)).toBe(words);
  });
});

function shown(text: string): string {
  return signatureOf(ts.createSourceFile("a.ts", text, ts.ScriptTarget.ES2022, true).statements, "f");
}
