import { execFile, spawn } from "node:child_process";
import { access, readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Folders where database programs may lie: the path's, and Debian's own for each version, newest first. */
async function folders(): Promise<readonly string[]> {
  const debian = "/usr/lib/postgresql";
  const versions = (await readdir(debian).catch(() => [])).sort((a, b) => Number(b) - Number(a));
  const path = (process.env.PATH ?? "").split(delimiter);
  return [...versions.map((version) => join(debian, version, "bin")), ...path, "/usr/sbin"];
}

/** The first folder that has all of `names`. */
export async function folderWith(...names: readonly string[]): Promise<string | undefined> {
  for (const folder of await folders()) if (await hasAll(folder, names)) return folder;
  return undefined;
}

async function hasAll(folder: string, names: readonly string[]): Promise<boolean> {
  const found = names.map((name) => access(join(folder, name)));
  return Promise.all(found).then(
    () => true,
    () => false,
  );
}

export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** Servers refuse to run as root: then it is the user `postgres`, which the database's package brings. */
export async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, "postgres"])).stdout)),
  );
  return uid === undefined || gid === undefined ? {} : { uid, gid };
}

/** What a program printed; throws with its complaints. */
export async function output(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(program, [...args], { ...(await serverUser()), cwd: "/", maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

export interface Running {
  /** Ends it by its id, and waits for it. */
  stop(): Promise<void>;
}

export async function startProgram(program: string, args: readonly string[]): Promise<Running> {
  const child = spawn(program, [...args], { ...(await serverUser()), cwd: "/", stdio: "ignore" });
  const exit = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.once("error", () => {});
  const kill = (): void => void child.kill("SIGINT");
  process.once("exit", kill);
  return {
    stop: async () => {
      process.off("exit", kill);
      kill();
      await exit;
    },
  };
}
