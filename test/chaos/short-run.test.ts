import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../house/tree.ts";
import type { ChaosResult } from "./result.ts";

/** Runs the harness as its users do; its words go where the test's go. */
async function chaos(...args: readonly string[]): Promise<ChaosResult> {
  const folder = await mkdtemp(join(tmpdir(), "myelin-chaos-"));
  const file = join(folder, "result.json");
  const words = ["run", "--silent", "chaos", "--", ...args, "--json", file];
  const npm = spawn("npm", words, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  await new Promise((resolve) => npm.once("exit", resolve));
  const result: ChaosResult = JSON.parse(await readFile(file, "utf8"));
  await rm(folder, { recursive: true, force: true });
  return result;
}

describe("a short run of chaos", () => {
  it("loses, doubles, skips and reorders nothing", { timeout: 240_000 }, async () => {
    const result = await chaos("--seconds", "20", "--seed", "1", "--nodes", "3");
    expect(result).toMatchObject({
      ok: true,
      why: [],
      ...{ lost: 0, doubled: 0, skipped: 0, reordered: 0, overlaps: 0, diverged: 0, stalls: 0 },
    });
    expect(result.commands).toBeGreaterThan(0);
    expect(result.faults.kill).toBeGreaterThan(0);
  });

  it("fails with a fault planted in the engine", { timeout: 240_000 }, async () => {
    const { ok, doubled } = await chaos("--seconds", "15", "--seed", "1", "--break", "epoch");
    expect(ok).toBe(false);
    expect(doubled).toBeGreaterThan(0);
  });
});
