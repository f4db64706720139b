import { statSync } from "node:fs";
import { arch, platform } from "node:os";
import { fileURLToPath } from "node:url";

/**
 * Where the `bun` package of this folder has its program, or why it is missing. Its install script moves the program from the
 * platform's package into its own, and does not run under npm 11's defaults: then it is still there.
 */
export function bunBinary(): { readonly path: string } | { readonly missing: string } {
  const isWindows = platform() === "win32";
  const name = `bun-${isWindows ? "windows" : platform()}-${arch() === "arm64" ? "aarch64" : arch()}`;
  const places = ["bun/bin/bun.exe", `@oven/${name}/bin/${isWindows ? "bun.exe" : "bun"}`];
  const path = places.map((place) => fileURLToPath(new URL(`node_modules/${place}`, import.meta.url))).find(isProgram);
  return path === undefined ? { missing: "Bun is not installed; run npm ci in test/runtimes" } : { path };
}

/** Until it was installed there lies a short text in its place. */
function isProgram(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 1_000_000;
}
