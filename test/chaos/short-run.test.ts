import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../house/tree.ts";
import type { AccountsResult, BankResult, ChaosResult, TimersResult } from "./result.ts";

/** Runs the harness as its users do; its words go where the test's go. */
async function chaos<Result extends ChaosResult>(...args: readonly string[]): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "myelin-chaos-"));
  const file = join(folder, "result.json");
  const words = ["run", "--silent", "chaos", "--", ...args, "--json", file];
  const npm = spawn("npm", words, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  await new Promise((resolve) => npm.once("exit", resolve));
  const result: Result = JSON.parse(await readFile(file, "utf8"));
  await rm(folder, { recursive: true, force: true });
  return result;
}

describe("a short run of chaos", () => {
  it("loses, doubles, skips and reorders nothing", { timeout: 240_000 }, async () => {
    const result = await chaos<AccountsResult>("--seconds", "20", "--seed", "1", "--nodes", "3");
    expect(result).toMatchObject({
      ok: true,
      why: [],
      ...{ lost: 0, doubled: 0, skipped: 0, reordered: 0, overlaps: 0, diverged: 0, stalls: 0 },
    });
    expect(result.commands).toBeGreaterThan(0);
    expect(result.faults.kill).toBeGreaterThan(0);
  });

  it("fails with a fault planted in the engine", { timeout: 240_000 }, async () => {
    const { ok, doubled } = await chaos<AccountsResult>("--seconds", "15", "--seed", "1", "--break", "epoch");
    expect(ok).toBe(false);
    expect(doubled).toBeGreaterThan(0);
  });
});

const bank = ["--app", "bank", "--transfers", "1000", "--seconds", "12"] as const;
const noTransferLost = { lostMoney: 0, wrong: 0, doubledCommands: 0, lostCommands: 0, unfinished: 0, stuck: 0 };

describe("a short run of chaos in the bank", () => {
  it("completes or compensates every transfer once", { timeout: 240_000 }, async () => {
    const result = await chaos<BankResult>(...bank, "--seed", "2");
    expect(result).toMatchObject({ ok: true, why: [], transfers: 1_000, ...noTransferLost });
    expect(result.completed + result.compensated + result.refused).toBe(1_000);
    expect(result.compensated).toBeGreaterThan(0);
    expect(result.faults.kill).toBeGreaterThan(0);
  });

  it.each([
    ["ids", "doubledCommands"],
    ["steps", "unfinished"],
  ] as const)("fails with the fault %s planted in the engine: %s", { timeout: 240_000 }, async (fault, what) => {
    const result = await chaos<BankResult>(...bank, "--seed", "2", "--break", fault);
    expect(result.ok).toBe(false);
    expect(result[what]).toBeGreaterThan(0);
  });
});

const timers = ["--app", "timers", "--count", "2000", "--seconds", "12"] as const;

describe("a short run of chaos with timers", () => {
  it("fires each once, and nothing stale", { timeout: 240_000 }, async () => {
    const result = await chaos<TimersResult>(...timers, "--seed", "3");
    expect(result).toMatchObject({ ok: true, why: [], fired: 2_000, missed: 0, doubled: 0, early: 0, stale: 0 });
    expect(result.faults.kill).toBeGreaterThan(0);
  });

  it("fails where timers stay when they have fired", { timeout: 240_000 }, async () => {
    const { ok, doubled } = await chaos<TimersResult>(...timers, "--seed", "3", "--break", "timers");
    expect(ok).toBe(false);
    expect(doubled).toBeGreaterThan(0);
  });
});
