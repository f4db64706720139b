import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isRecord, MyelinError } from "../../src/runtime/mod.ts";
import { isAlive, ownMark, type ProcessMark } from "./process-mark.ts";

/** Who holds a directory. */
export interface LockHolder extends ProcessMark {
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Files of this very process: its own id in a file says nothing of which part of it holds the lock. */
const own = /* @__PURE__ */ new Set<string>();

const attempts = 8;

/**
 * Takes a directory for this process alone: two in one would destroy its data. Everyone puts down a file of a name that
 * nobody else uses, and then holds the directory if no other's file lies there: of two, whoever looks later sees the former's.
 * A file that a dead process of this host has left is removed, and since no name comes twice that can hit nobody else.
 *
 * @throws `directory_locked`, saying who holds it.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  await mkdir(directory, { recursive: true });
  const holder: LockHolder = { ...(await ownMark()), host: hostname(), since: new Date().toISOString() };
  for (let attempt = 1; ; attempt++) {
    const path = join(directory, `lock-${crypto.randomUUID()}.json`);
    own.add(path);
    await writeFile(path, JSON.stringify(holder));
    const other = await otherHolder(directory, path);
    if (other === undefined) return { release: () => remove(path) };
    await remove(path);
    if (attempt === attempts) throw locked(directory, other);
    // Two that start at once see each other and both step back; the pauses differ, so one of them is first next time.
    await pause(10 + Math.random() * 50);
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true });
  own.delete(path);
}

interface Other {
  readonly path: string;
  /** Undefined while its owner is still writing it. */
  readonly holder: LockHolder | undefined;
}

async function otherHolder(directory: string, mine: string): Promise<Other | undefined> {
  const names = (await readdir(directory)).filter((name) => /^lock-.*\.json$/.test(name));
  for (const path of names.map((name) => join(directory, name)).filter((path) => path !== mine)) {
    const holder = await read(path);
    if (holder === "gone") continue;
    if (holder === undefined || !(await isStale(path, holder))) return { path, holder };
    await rm(path, { force: true });
  }
  return undefined;
}

async function isStale(path: string, holder: LockHolder): Promise<boolean> {
  if (holder.host !== hostname() || own.has(path)) return false;
  return !(await isAlive(holder));
}

async function read(path: string): Promise<LockHolder | undefined | "gone"> {
  try {
    const json: unknown = JSON.parse(await readFile(path, "utf8"));
    if (!isRecord(json)) return undefined;
    const { pid, started, host, since } = json;
    const mark = typeof started === "string" ? { pid: Number(pid), started } : { pid: Number(pid) };
    return { ...mark, host: String(host), since: String(since) };
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT" ? "gone" : undefined;
  }
}

function locked(directory: string, { path, holder }: Other): MyelinError {
  const who =
    holder === undefined ? "another process" : `process ${holder.pid} on host "${holder.host}" since ${holder.since}`;
  const message = `Cannot open directory "${directory}": ${who} holds it; stop that process, or delete "${path}" if it is gone`;
  return new MyelinError("directory_locked", message, { details: { directory, ...holder } });
}
