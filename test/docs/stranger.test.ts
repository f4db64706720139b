import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type Ended, runProcess, type StartedProcess, startProcess } from "../hosts/started-process.ts";
import { read, root } from "../house/tree.ts";
import { type Block, blocksIn } from "./page.ts";

/**
 * Follows docs/getting-started.md as somebody would who has nothing else: in an empty folder, from the packed package, every file and
 * every command in the page's order. MYELIN_TARBALL names a package that is packed already; STRANGER_TRANSCRIPT a file to write what was typed and
 * answered.
 */
const page = "docs/getting-started.md";
const folder = mkdtempSync(join(tmpdir(), "myelin-stranger-"));
const servers: StartedProcess[] = [];

afterAll(async () => {
  for (const server of servers) {
    server.signal("SIGTERM");
    await server.ended;
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

it("a stranger gets from an empty folder to an own aggregate over HTTP with a test, by the page alone", async () => {
  const tarball = process.env.MYELIN_TARBALL ?? (await pack());
  const blocks = blocksIn(page, read(page));
  expect(blocks.filter(({ marker }) => marker === "run").length).toBeGreaterThan(5);
  let printed = "";
  for (const block of blocks) {
    if (block.marker === "prints") expectPrinted(block, printed);
    else if (block.marker === "serve") printed = await serve(block);
    else if (block.marker === "run") printed = await run(block, tarball);
    else writeFileSync(join(folder, "school", basename(block.marker ?? "")), block.text);
    note(block, printed);
  }
});

/** The page's commands as they stand, but that the package comes from here. */
async function run({ text, line }: Block, tarball: string): Promise<string> {
  const script = text
    .replace("mkdir school && cd school", "mkdir school; cd school")
    .replace("install myelin ", `install ${tarball} `);
  const within = text.includes("mkdir school") ? folder : join(folder, "school");
  // Answers of curl end without a line's end.
  const commands = script.replace(/^curl .*$/gm, "$& --silent --show-error && echo");
  const { code, stdout, stderr } = await shell(`set -e\n${commands}`, within);
  expect(code, `${page}:${line}\n${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

async function serve({ text, line }: Block): Promise<string> {
  // Without npx in between, whose child would outlive it.
  const args = text.trim().replace(/^npx (\S+)/, "exec node_modules/.bin/$1");
  const server = startProcess({ command: "sh", args: ["-c", args], cwd: join(folder, "school") });
  servers.push(server);
  const [said] = await server.says(/[\s\S]* listens on .*/).catch((error: unknown) => {
    throw new Error(`${page}:${line} did not serve`, { cause: error });
  });
  return said;
}

/** Every line of the block stands in what was printed, in order; `…` stands for anything. */
function expectPrinted({ text, line }: Block, printed: string): void {
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
