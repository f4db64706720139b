import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where runs keep their servers: a folder per run, named after its process. */
export const serversRoot: string = join(tmpdir(), "myelin-test-servers");

/** An unused path for the data of one of this process's servers, in a folder that the server's own user can enter, too. */
export async function serverFolder(name: string): Promise<string> {
  const folder = join(serversRoot, String(process.pid));
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await rm(join(folder, name), { recursive: true, force: true });
  return join(folder, name);
}

/** A run that was killed leaves its servers running: those whose run is gone are ended, each by its id. */
export async function endLeftoverServers(): Promise<void> {
  const runs = await readdir(serversRoot).catch(() => []);
  for (const run of runs) if (!isAlive(Number(run))) await endServersOf(join(serversRoot, run));
}

async function endServersOf(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) await endServer(join(folder, name));
  await rm(folder, { recursive: true, force: true });
}

/** The id in the server's pid file is only believed when that process has this very folder in its command line. */
async function endServer(dataDirectory: string): Promise<void> {
  const file = await readFile(join(dataDirectory, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(file.split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  if (commandLine.includes(dataDirectory)) process.kill(pid, "SIGQUIT");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
