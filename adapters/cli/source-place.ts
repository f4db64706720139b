import { relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/**
 * Where in the user's own sources something was thrown, as ` at file:line:column`; empty where the stack does not say. Frames of
 * packages, of the runtime and of this command itself are no places to mend.
 */
export function sourcePlace(thrown: unknown): string {
  const frames = thrown instanceof Error ? (thrown.stack ?? "").split("\n") : [];
  for (const frame of frames) {
    const [, path, at] = /^\s+at (?:.*\()?(?:file:\/\/)?(\/[^()]+|[A-Za-z]:[^():]+):(\d+:\d+)\)?$/.exec(frame) ?? [];
    if (path !== undefined && isUsers(path)) return ` at ${shortest(path)}:${at}`;
  }
  return "";
}

/** Not of a package, and not this package's own source, wherever it is installed. */
function isUsers(path: string): boolean {
  const own = ["src/", "dsl/", "adapters/"].map((folder) => fileURLToPath(new URL(`../../${folder}`, import.meta.url)));
  return !path.includes("node_modules") && !own.some((folder) => path.startsWith(folder));
}

function shortest(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith("..") ? path : near;
}
