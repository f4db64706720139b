import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const compiler = join(root, "node_modules/typescript/bin/tsc");

/** A user's project with the package as `npm pack` makes it: what the package does not carry, is not there. */
describe("consumer", () => {
  let project: string;

  beforeAll(async () => {
    if (!existsSync(join(root, "dist/src/mod.js")))
      throw new Error('Cannot test the package: "dist" is not built; run npm run build');
    project = await mkdtemp(join(tmpdir(), "myelin-consumer-"));
    await cp(join(root, "test/consumer"), project, { recursive: true });
    await install(project);
  });

  afterAll(() => rm(project, { recursive: true, force: true }));

  test("compiles with declarations against the packed package", async () => {
    const { stdout } = await run(process.execPath, [compiler, "-p", project]).catch((failure) => failure);
    expect(stdout).toBe("");
  });

  test("emits declarations that name no library but myelin, and drizzle where a table is exported", async () => {
    const named = await importsByFile(join(project, "out"));
    expect(named).toEqual({
      "main.d.ts": [],
      "order.d.ts": ["myelin"],
      "projections.d.ts": ["myelin"],
      "reactors.d.ts": ["myelin"],
      "shop.d.ts": ["myelin"],
      "tables.d.ts": ["drizzle-orm/pg-core"],
      "workflows.d.ts": ["myelin"],
    });
  });

  test("runs what it compiled", async () => {
    const { stdout } = await run(process.execPath, [join(project, "out/main.js")]);
    expect(JSON.parse(stdout)).toEqual({
      answer: { kind: "rejection", name: "WrongAmount", data: { owed: 300 } },
      commands: ["PayOrder", "PlaceOrder"],
      projections: ["audit", "orders", "parked", "payments", "sales"],
      reactors: ["reminder", "screens"],
      workflows: ["collection", "parent"],
    });
  });
});

async function install(project: string): Promise<void> {
  const modules = join(project, "node_modules");
  await mkdir(modules);
  const pack = ["pack", "--silent", "--ignore-scripts", "--pack-destination", project];
  const { stdout } = await run("npm", pack, { cwd: root });
  await run("tar", ["-xzf", join(project, stdout.trim()), "-C", project]);
  await rename(join(project, "package"), join(modules, "myelin"));
  const { dependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    await mkdir(join(modules, name, ".."), { recursive: true });
    await symlink(join(root, "node_modules", name), join(modules, name));
  }
}

/** The packages that each declaration file names, its own files left out. */
async function importsByFile(folder: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".d.ts")).sort();
  const entries = files.map(async (name) => [name, packagesIn(await readFile(join(folder, name), "utf8"))] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function packagesIn(declarations: string): readonly string[] {
  const names = [...declarations.matchAll(/(?:from|import\() ?"([^"]+)"/g)].map(([, name = ""]) => name);
  return [...new Set(names)].filter((name) => !name.startsWith(".")).sort();
}
