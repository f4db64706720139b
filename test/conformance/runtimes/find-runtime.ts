import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bunBinary } from "../../runtimes/bun-binary.ts";
import { denoBinary } from "../../runtimes/deno-binary.ts";
import type { Runtime } from "../matrix.ts";
import { bundleInside } from "./bundle-inside.ts";
import { runProgram } from "./run-program.ts";
import type { Found } from "./runner.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const program = join(root, "test/conformance/inside/run-inside.ts");
const mend = "run npm ci in test/runtimes";

const node24 = join(root, "test/runtimes/node_modules/.bin/node");

/** By Node, which reads no JSX, and before 22 no TypeScript. */
async function bundled(node: string): Promise<Found> {
  const bundle = await bundleInside(program).catch((cause: unknown) => String(cause).split("\n")[0]);
  if (!existsSync(bundle ?? "")) return { missing: `esbuild is not installed (${bundle}); ${mend}` };
  return { run: runProgram(node, ["--enable-source-maps", bundle ?? ""]) };
}

/** Each runtime, or why it is not here. None is downloaded. */
export const findRuntime: Readonly<Record<Runtime, () => Promise<Found>>> = {
  node20: async () => {
    if (!process.versions.node.startsWith("20."))
      return { missing: `this is Node ${process.versions.node}; run it with Node 20` };
    return bundled(process.execPath);
  },
  node24: async () => {
    if (!existsSync(node24)) return { missing: `Node 24 is not installed; ${mend}` };
    const version = execFileSync(node24, ["--version"], { encoding: "utf8" }).trim();
    if (!version.startsWith("v24.")) return { missing: `test/runtimes has Node ${version}; ${mend}` };
    return bundled(node24);
  },
  deno: async () => {
    const found = denoBinary();
    if ("missing" in found) return found;
    return { run: runProgram(found.path, ["run", "-A", "--no-check", `--config=${root}deno.json`, program]) };
  },
  bun: async () => {
    const found = bunBinary();
    return "missing" in found ? found : { run: runProgram(found.path, [program]) };
  },
  // Asked by Node 24, which reads the harness as it is written.
  workerd: async () => {
    const found = ["miniflare", "esbuild"].every((name) => existsSync(join(root, "test/runtimes/node_modules", name)));
    if (!found || !existsSync(node24)) return { missing: `miniflare, esbuild or Node 24 is not installed; ${mend}` };
    return { run: runProgram(node24, [join(root, "test/conformance/inside/run-workerd.ts")]) };
  },
};
