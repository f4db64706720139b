import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockDirectory } from "../../adapters/pglite/directory-lock.ts";
import { pgliteStore } from "../../adapters/pglite/mod.ts";
import { ownMark } from "../../adapters/pglite/process-mark.ts";
import { contractTables } from "../../src/testing/mod.ts";
import { registered, stateOf } from "../../src/testing/store-contract/processors.ts";

let parent: string;
let directory: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "myelin-lock-"));
  directory = join(parent, "data");
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const locks = async () => (await readdir(directory)).filter((name) => name.startsWith("lock-"));

async function leave(holder: object | string): Promise<void> {
  const lock = await lockDirectory(directory);
  await lock.release();
  await writeFile(join(directory, "lock-left.json"), typeof holder === "string" ? holder : JSON.stringify(holder));
}

/** The id of a process that has ended. */
function deadPid(): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
    child.once("error", reject);
    child.once("exit", () => resolve(child.pid ?? 0));
  });
}

const since = "2026-01-01T00:00:00.000Z";

describe("a directory", () => {
  it("is one holder's at a time, and free when released", async () => {
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: "directory_locked",
      message: expect.stringMatching(
        `process ${process.pid} on host ".*" since .*; stop that process, or delete ".*" if it is gone`,
      ),
      details: { pid: process.pid, host: hostname() },
    });
    await lock.release();
    const again = await lockDirectory(directory);
    await again.release();
    expect(await locks()).toEqual([]);
  });

  it("is taken by exactly one of many who come at once, if by any, and by one in the end", async () => {
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)));
    const won = results.filter((result) => result.status === "fulfilled");
    expect(won.length).toBeLessThanOrEqual(1);
    for (const { value } of won) await value.release();
    const lock = await lockDirectory(directory);
    await lock.release();
  });

  it("is taken over from a process that has died", async () => {
    await leave({ pid: await deadPid(), host: hostname(), since });
    const lock = await lockDirectory(directory);
    expect(await locks()).toHaveLength(1);
    await lock.release();
  });

  it("is taken over from an earlier process that had the id of a living one", async () => {
    const { started } = await ownMark();
    if (started === undefined) return; // only Linux tells when a process was started
    await leave({ pid: process.pid, started: "another boot 1", host: hostname(), since });
    const lock = await lockDirectory(directory);
    await lock.release();
  });

  it("is not taken from a living process", async () => {
    await leave({ pid: process.ppid, host: hostname(), since });
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: "directory_locked",
      details: { pid: process.ppid },
    });
    expect(await locks()).toEqual(["lock-left.json"]);
  });

  it("is not taken from another host, whose processes nobody here can see", async () => {
    await leave({ pid: await deadPid(), host: "elsewhere", since });
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: "directory_locked",
      details: { host: "elsewhere" },
    });
  });

  it("is not taken from somebody who is still writing down who it is", async () => {
    await leave('{"pid": 1');
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: "directory_locked" });
  });
});

describe("a PGlite store in a directory", () => {
  it("keeps what it stored, holds its directory while open, and lets go when closed", async () => {
    const store = await pgliteStore({ directory });
    await expect(pgliteStore({ directory })).rejects.toMatchObject({ code: "directory_locked" });
    await store.schema.migrate(contractTables());
    await registered(store, "p");
    await store.close();
    const again = await pgliteStore({ directory });
    expect(await again.schema.problems(contractTables())).toEqual([]);
    expect((await stateOf(again, "p")).segments).toHaveLength(1);
    await again.close();
    expect(await locks()).toEqual([]);
  });
});
