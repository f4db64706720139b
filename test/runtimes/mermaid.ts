import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What Mermaid's own parser reads in a state diagram. */
export interface ReadDiagram {
  /** `from > to: label`, an end of the diagram as `[*]`. */
  readonly arrows: readonly string[];
  /** Of each state the lines that stand in it, its name first where it has another one. */
  readonly states: Readonly<Record<string, readonly string[]>>;
}

export interface Mermaid {
  /** Throws what the parser throws. */
  read(text: string): Promise<ReadDiagram>;
}

const folder = fileURLToPath(new URL("./", import.meta.url));

/** Why there is no parser, or undefined. */
export function mermaidMissing(): string | undefined {
  const missing = ["mermaid", "esbuild"].filter((name) => !existsSync(join(folder, "node_modules", name)));
  return missing.length === 0 ? undefined : `${missing.join(" and ")} is not installed; run npm ci in test/runtimes`;
}

interface Edge {
  readonly start: string;
  readonly end: string;
  readonly label?: string;
}

interface Node {
  readonly id: string;
  readonly label?: string | readonly string[];
  readonly description?: readonly string[];
}

interface Library {
  parse(text: string): Promise<unknown>;
  readonly mermaidAPI: {
    getDiagramFromText(text: string): Promise<{ readonly db: Database }>;
  };
}

interface Database {
  getData(): { readonly nodes: readonly Node[]; readonly edges: readonly Edge[] };
}

/** It cleans labels with a browser's document, of which there is none here: nothing is drawn, so nothing is to be cleaned. */
const noCleaning = "export default { addHook() {}, removeHook() {}, removeAllHooks() {}, sanitize: (text) => text };";

/** The parser that draws diagrams in browsers, bundled for this process. */
export async function realMermaid(): Promise<Mermaid> {
  const place = await mkdtemp(join(tmpdir(), "myelin-mermaid-"));
  try {
    const [stub, outfile] = [join(place, "no-cleaning.mjs"), join(place, "mermaid.mjs")];
    await writeFile(stub, noCleaning);
    const { build } = await import("./node_modules/esbuild/lib/main.js");
    const entryPoints = ["mermaid"];
    const how = { bundle: true, platform: "node", format: "esm", logLevel: "error" } as const;
    await build({ ...how, entryPoints, outfile, absWorkingDir: folder, alias: { dompurify: stub } });
    const loaded: { readonly default: Library } = await import(pathToFileURL(outfile).href);
    const mermaid = loaded.default;
    // The kinds of diagrams are known from the first one on.
    await mermaid.parse("stateDiagram-v2\n  a --> b\n");
    return { read: async (text) => readDiagram((await mermaid.mermaidAPI.getDiagramFromText(text)).db) };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function readDiagram(db: Database): ReadDiagram {
  const { nodes, edges } = db.getData();
  const name = (id: string): string => (/_(?:start|end)$/.test(id) ? "[*]" : id);
  const arrows = edges.map(({ start, end, label }) => `${name(start)} > ${name(end)}${label ? `: ${label}` : ""}`);
  const states = nodes.filter(({ id }) => name(id) === id).map((node) => [node.id, linesOf(node)] as const);
  return { arrows, states: Object.fromEntries(states) };
}

function linesOf({ label = [], description = [] }: Node): readonly string[] {
  return [...new Set([label, description].flat())];
}
