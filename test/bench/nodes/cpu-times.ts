import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Seconds of all processors since some beginning, of which only differences count. Absent where the system does not tell. */
export interface CpuTimes {
  readonly cores: number;
  /** Of the database's processes. */
  readonly database?: number;
  readonly idle?: number;
  /** Idle while something waits for a disk. */
  readonly disk?: number;
}

/** Of this machine, and of the server whose backend has this id and runs here. */
export function cpuTimes(backend: number): CpuTimes {
  const cores = cpus().length;
  try {
    const [, , , , idle = 0, disk = 0] =
      readFileSync("/proc/stat", "utf8").split("\n")[0]?.split(/\s+/).map(Number) ?? [];
    return { cores, database: ofFamily(statOf(backend).parent), idle: idle / ticks, disk: disk / ticks };
  } catch {
    return { cores };
  }
}

/** Of each second; Linux tells all programs this number. */
const ticks = 100;

interface Stat {
  readonly parent: number;
  /** Ticks of the process itself. */
  readonly own: number;
  /** Ticks of its children that have ended. */
  readonly ended: number;
}

function statOf(pid: number): Stat {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name stands in brackets and may hold anything.
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15);
  return { parent: fields[1] ?? 0, own: user + system, ended: childrenUser + childrenSystem };
}

function ofFamily(parent: number): number {
  const { own, ended } = statOf(parent);
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const children = pids.map((pid) => statIfThere(Number(pid))).filter((stat) => stat?.parent === parent);
  return children.reduce((sum, stat) => sum + (stat?.own ?? 0), own + ended) / ticks;
}

/** A process may end while the list is read. */
function statIfThere(pid: number): Stat | undefined {
  try {
    return statOf(pid);
  } catch {
    return undefined;
  }
}
