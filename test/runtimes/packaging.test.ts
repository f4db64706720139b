import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ended, runProcess } from "../hosts/started-process.ts";
import { entries, packageJson } from "../house/entries.ts";
import { root } from "../house/tree.ts";

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let folder: string;
let packed: Packed;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "myelin-package-"));
  packed = await pack(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the npm package", () => {
  it("holds every entry with its types, and the licence, readme and changelog", () => {
    const paths = new Set(packed.files.map(({ path }) => path));
    const targets = Object.values(packageJson.exports).flatMap((target) => [target.default, target.types]);
    const wanted = ["LICENSE", "README.md", "CHANGELOG.md", "package.json", ...targets.map((path) => path.slice(2))];
    expect(wanted.filter((path) => !paths.has(path))).toEqual([]);
  });

  it("holds nothing else: no tests, no examples, no sources that maps do not need", () => {
    const allowed =
      /^(dist\/(src|dsl|adapters)\/.+\.(js|js\.map|d\.ts)|LICENSE|README\.md|CHANGELOG\.md|package\.json)$/;
    expect(packed.files.map(({ path }) => path).filter((path) => !allowed.test(path))).toEqual([]);
  });

  it("installs in an empty folder, where every entry can be imported", async () => {
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    const peers = Object.entries(packageJson.peerDependencies ?? {}).map(([name, version]) => `${name}@${version}`);
    const tarball = join(folder, packed.filename);
    const installed = await npm(["install", "--no-audit", "--no-fund", tarball, ...peers], folder);
    expect(installed.code, installed.stderr).toBe(0);

    const script = Object.keys(entries).map(
      (name) => `console.log("${name}", Object.keys(await import("${name}")).length > 0);`,
    );
    await writeFile(join(folder, "import-all.js"), script.join("\n"));
    const { code, stdout, stderr } = await runProcess({ args: ["import-all.js"], cwd: folder });
    const expected = Object.keys(entries).map((name) => `${name} true\n`);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: expected.join(""), stderr: "" });
  });

  it("brings the myelin command", async () => {
    const command = join(folder, "node_modules/.bin/myelin");
    const { code, stdout, stderr } = await runProcess({ command, args: ["--help"], cwd: folder });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("migrate");
  });
});

function npm(args: readonly string[], cwd: string): Promise<Ended> {
  return runProcess({ command: "npm", args, cwd });
}

/** Packs the tree as `npm publish` would, built anew by `prepack`. */
async function pack(to: string): Promise<Packed> {
  const { code, stdout, stderr } = await npm(["pack", "--json", "--pack-destination", to], root);
  expect(code, stderr).toBe(0);
  // npm's own form; the words of prepack may stand before it.
  const [first] = JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as readonly Packed[];
  if (first === undefined) throw new Error(`npm pack told of no package: ${stdout}`);
  return first;
}
