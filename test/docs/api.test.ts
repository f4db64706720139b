import ts from "typescript";
import { describe, expect, it } from "vitest";
import { entries } from "../house/entries.ts";
import { exportedNames, loaded } from "../house/exported-names.ts";
import { nodesWhere, source } from "../house/source.ts";
import { apiPages } from "./api/api-page.ts";
import { docOf, wordsOf } from "./api/doc-comment.ts";
import { signatureOf } from "./api/signature.ts";
import { type Block, blocksIn } from "./page.ts";
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

  it("shows examples that parse, and import what there is", () => {
    const blocks = [...now].flatMap(([path, text]) => blocksIn(path, text));
    const examples = blocks.filter(({ language, text }) => language === "ts" && !declaration.test(text));
    expect(examples.length).toBeGreaterThan(20);
    expect(examples.flatMap(mistakesIn)).toEqual([]);
  });

  it("tells of code that does not parse, and of names that nobody exports", () => {
    const block: Block = { page: "docs/api/a.md", line: 3, language: "ts", marker: undefined, text: "" };
    expect(mistakesIn({ ...block, text: ".on(a, {})\n" })).toEqual([]);
    expect(mistakesIn({ ...block, text: "f(;\n" })).toEqual(["docs/api/a.md:3: ')' expected."]);
    expect(mistakesIn({ ...block, text: 'import { nobody } from "myelin";\n' })).toEqual([
      'docs/api/a.md:3: "myelin" exports no nobody',
    ]);
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

/** What signatures begin with, and examples do not. */
const declaration = /^(async function|function|interface|type|class|const \w+[:<]) ?/;

const namesOf = new Map<string, ReadonlySet<string>>();

function exportsOf(path: string): ReadonlySet<string> {
  const names = namesOf.get(path) ?? new Set(exportedNames(loaded(path)).map(({ name }) => name));
  namesOf.set(path, names);
  return names;
}

/** Examples may show a phase alone, which begins with its dot, and leave something out. */
function mistakesIn({ page, line, text }: Block): readonly string[] {
  const code = (text.startsWith(".") ? `before${text}` : text).replaceAll("…", "");
  const { diagnostics = [] } = ts.transpileModule(code, { reportDiagnostics: true });
  const broken = diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
  const strange = ts.preProcessFile(code).importedFiles.length === 0 ? [] : strangersIn(code);
  return [...broken, ...strange].map((problem) => `${page}:${line}: ${problem}`);
}

function strangersIn(code: string): readonly string[] {
  return nodesWhere(source("example.ts", code), ts.isImportDeclaration).flatMap(({ importClause, moduleSpecifier }) => {
    const from = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
    const bindings = importClause?.namedBindings;
    const path = entries[from];
    if (path === undefined || bindings === undefined || !ts.isNamedImports(bindings)) return [];
    const names = exportsOf(path);
    const imported = bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
    return imported.filter((name) => !names.has(name)).map((name) => `"${from}" exports no ${name}`);
  });
}

function shown(text: string): string {
  return signatureOf(ts.createSourceFile("a.ts", text, ts.ScriptTarget.ES2022, true).statements, "f");
}
