import { readFile } from "node:fs/promises";

/** What tells a process from all others of its host, also from later ones of the same id. */
export interface ProcessMark {
  readonly pid: number;
  /** When it was started, in ticks since this boot of the host; where the system tells. */
  readonly started?: string;
}

export async function ownMark(): Promise<ProcessMark> {
  return markOf(process.pid, await startOf(process.pid));
}

function markOf(pid: number, started: string | undefined): ProcessMark {
  return started === undefined ? { pid } : { pid, started };
}

/** Whether that very process still runs. Where nobody can tell it counts as alive, but for one that has this process's own id. */
export async function isAlive({ pid, started }: ProcessMark): Promise<boolean> {
  const now = await startOf(pid);
  if (started !== undefined && now !== undefined) return started === now;
  return pid !== process.pid && answers(pid);
}

/** Linux only, and only where it may be read. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const [boot, stat] = await Promise.all([
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
      readFile(`/proc/${pid}/stat`, "utf8"),
    ]);
    // The name in parentheses may hold anything; the start is the twentieth field behind it.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return ticks === undefined ? undefined : `${boot.trim()} ${ticks}`;
  } catch {
    return undefined;
  }
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
