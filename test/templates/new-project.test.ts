import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newProject, templates } from "../../adapters/cli/new/new-project.ts";
import { versions } from "../../adapters/cli/new/template.ts";
import { packageJson } from "../house/entries.ts";

let folder: string;
const before = process.cwd();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "myelin-new-"));
  vi.spyOn(process, "cwd").mockReturnValue(folder);
  vi.spyOn(console, "log").mockReturnValue();
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
  expect(process.cwd()).toBe(before);
});

describe("myelin new", () => {
  it.each(Object.keys(templates) as (keyof typeof templates)[])("makes a project of template %s", (template) => {
    newProject("my-app", { template });
    const files = readdirSync(join(folder, "my-app"));
    expect(files).toEqual(expect.arrayContaining([".gitignore", "README.md", "app.ts"]));
    expect(readFileSync(join(folder, "my-app/app.ts"), "utf8")).toContain('application("my-app"');
    const json = template === "deno" ? "deno.json" : "package.json";
    expect(readFileSync(join(folder, "my-app", json), "utf8")).toContain(`^${packageJson.version}`);
  });

  it("asks for ranges that the package itself was tried with", () => {
    const { dependencies, devDependencies } = packageJson as unknown as Record<string, Record<string, string>>; // as package.json has them
    const own = { ...dependencies, ...devDependencies };
    expect(versions).toMatchObject({
      valibot: `^${own.valibot}`,
      drizzle: `^${own["drizzle-orm"]}`,
      pglite: `^${own["@electric-sql/pglite"]}`,
      typescript: `^${own.typescript}`,
      vitest: `^${own.vitest}`,
      nodeTypes: `^${own["@types/node"]}`,
    });
  });

  it.each(["", "A", "1a", "a_b", "a--b", "a-", "../a", "a/b", ".", "a b", "@x/y", "a".repeat(64), "myelin", "a\n"])(
    "refuses the name %j",
    (name) => {
      expect(() => newProject(name, { template: "node" })).toThrow(/^Cannot make project ".*": .*; take/s);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it("writes over nothing: not into a folder that holds something, a file, or another folder by a link", () => {
    mkdirSync(join(folder, "full"));
    writeFileSync(join(folder, "full/note.txt"), "mine");
    expect(() => newProject("full", { template: "node" })).toThrow('its folder holds "note.txt"; take another name');
    writeFileSync(join(folder, "file"), "mine");
    expect(() => newProject("file", { template: "node" })).toThrow("there is a file of this name");
    mkdirSync(join(folder, "elsewhere"));
    symlinkSync(join(folder, "elsewhere"), join(folder, "link"));
    expect(() => newProject("link", { template: "node" })).toThrow("there is a file of this name");
    expect(readdirSync(join(folder, "elsewhere"))).toEqual([]);
    expect(readdirSync(join(folder, "full"))).toEqual(["note.txt"]);
  });

  it("takes an empty folder, and one that is only a repository", () => {
    mkdirSync(join(folder, "empty/.git"), { recursive: true });
    newProject("empty", { template: "node" });
    expect(readdirSync(join(folder, "empty"))).toContain("app.ts");
  });
});
