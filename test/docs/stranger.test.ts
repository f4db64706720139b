import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type Ended, runProcess, type StartedProcess, startProcess } from "../hosts/started-process.ts";
import { read, root } from "../house/tree.ts";
import { freePort } from "../support/embedded-server.ts";
import { type Block, blocksIn } from "./page.ts";

interface Walk {
  readonly page: string;
  readonly blocks: readonly Block[];
  readonly folder: string;
  readonly tarball: string;
  /** In the place of 8080, which may be taken. */
  readonly port: string;
}

const folder = mkdtempSync(join(tmpdir(), "myelin-stranger-"));
const servers: StartedProcess[] = [];
let tarball = process.env.MYELIN_TARBALL ?? "";

beforeAll(async () => {
  if (tarball === "") tarball = await pack();
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.signal("SIGTERM");
    await server.ended;
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/**
 * Follows a page as somebody would who has nothing else: in an empty folder, from the packed package, every file and every command
 * in the page's order. MYELIN_TARBALL names a package that is packed already; STRANGER_TRANSCRIPT a file to write what was typed and answered.
 */
it.each([
  ["README.md", "In your own project"],
  ["docs/getting-started.md", undefined],
])(
  "a stranger gets from an empty folder to an own aggregate over HTTP with a test, by %s alone",
  async (page, section) => {
    const blocks = blocksIn(page, sectionOf(read(page), section));
    expect(blocks.filter(({ marker }) => marker === "run").length).toBeGreaterThan(2);
    const walk = { page, blocks, tarball, port: String(await freePort()), folder: mkdtempSync(join(folder, "empty-")) };
    let printed = "";
    for (const block of blocks) {
      if (block.marker === "prints") expectPrinted(block, printed.replaceAll(walk.port, "8080"));
      else if (block.marker === "serve") printed = await serve(block, walk);
      else if (block.marker === "run") printed = await run(block, walk);
      else writeFileSync(join(walk.folder, "school", basename(block.marker ?? "")), block.text);
      note(block, printed.replaceAll(walk.port, "8080"));
    }
  },
);

/** The text below a heading; lines keep their numbers. */
function sectionOf(text: string, heading: string | undefined): string {
  if (heading === undefined) return text;
  const [before = "", after = ""] = text.split(`\n## ${heading}\n`);
  return before.replace(/[^\n]/g, "").concat("\n\n", after.split(/^## /m)[0] ?? "");
}

/** The page's commands as they stand, but that the package comes from here. */
async function run({ text, line, page }: Block, { tarball, folder, port }: Walk): Promise<string> {
  const script = text
    .replace("mkdir school && cd school", "mkdir school; cd school")
    .replace("install myelin ", `install ${tarball} `);
  const within = text.includes("mkdir school") ? folder : join(folder, "school");
  // Answers of curl end without a line's end.
  const commands = script.replace(/^curl .*$/gm, "$& --silent --show-error && echo").replaceAll("8080", port);
  const { code, stdout, stderr } = await shell(`set -e\n${commands}`, within);
  expect(code, `${page}:${line}\n${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

async function serve({ text, line, page }: Block, { folder, port }: Walk): Promise<string> {
  // Without npx in between, whose child would outlive it.
  const args = text.trim().replace(/^npx (\S+)/, "exec node_modules/.bin/$1");
  const server = startProcess({ command: "sh", args: ["-c", args], cwd: join(folder, "school"), env: { PORT: port } });
  servers.push(server);
  const [said] = await server.says(/[\s\S]* listens on .*/).catch((error: unknown) => {
    throw new Error(`${page}:${line} did not serve`, { cause: error });
  });
  return said;
}

/** Every line of the block stands in what was printed, in order; `…` stands for anything. */
function expectPrinted({ text, line, page }: Block, printed: string): void {
  const lines = plain(printed).split("\n");
  let from = 0;
  for (const wanted of text
    .trimEnd()
    .split("\n")
    .filter((each) => each.trim() !== "")) {
    const parts = wanted
      .trim()
      .split("…")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const found = lines.findIndex(
      (each, index) => index >= from && new RegExp(`^${parts.join(".*")}$`).test(each.trim()),
    );
    expect(found, `${page}:${line}: "${wanted}" was not printed, but:\n${printed}`).toBeGreaterThanOrEqual(0);
    from = found + 1;
  }
}

/** Without colours. */
function plain(text: string): string {
  return text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "");
}

function note({ marker, text }: Block, printed: string): void {
  const file = process.env.STRANGER_TRANSCRIPT;
  if (file === undefined || marker === "prints") return;
  const isTyped = marker === "run" || marker === "serve";
  const when = new Date().toISOString().slice(11, 19);
  const head = isTyped
    ? text.replace(/^/gm, "$ ").replace(/\$ $/, "") + plain(printed)
    : `[wrote ${basename(marker ?? "")}]`;
  appendFileSync(file, `-- ${when}\n${head.trimEnd()}\n\n`);
}

async function pack(): Promise<string> {
  const { code, stdout, stderr } = await runProcess({
    command: "npm",
    args: ["pack", "--silent", "--pack-destination", folder],
    cwd: root,
  });
  expect(code, stderr).toBe(0);
  return join(folder, stdout.trim().split("\n").at(-1) ?? "");
}

function shell(script: string, cwd: string): Promise<Ended> {
  return runProcess({ command: "sh", args: ["-c", script], cwd });
}
