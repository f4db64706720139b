import { fileURLToPath } from "node:url";

/** The program with the cases inside as one file of JavaScript, packages left outside; its path. */
export async function bundleInside(program: string): Promise<string> {
  // Of test/runtimes, where it may not be installed.
  const { build } = await import("../../runtimes/node_modules/esbuild/lib/main.js");
  const outfile = fileURLToPath(new URL("../.build/run-inside.mjs", import.meta.url));
  await build({
    entryPoints: [program],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    logLevel: "silent",
  });
  return outfile;
}
