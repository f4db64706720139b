import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bunBinary } from "../../runtimes/bun-binary.ts";
import { denoBinary } from "../../runtimes/deno-binary.ts";
import type { Runtime } from "../matrix.ts";
import { bundleInside } from "./bundle-inside.ts";
import { runProgram } from "./run-program.ts";
import { runWorkerd } from "./run-workerd.ts";
import type { Found } from "./runner.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const program = join(root, "test/conformance/inside/run-inside.ts");
const mend = "run npm ci in test/runtimes";

/** Each runtime, or why it is not here. None is downloaded. */
export const findRuntime: Readonly<Record<Runtime, () => Promise<Found>>> = {
  node20: async () => {
    if (!process.versions.node.startsWith("20."))
      return { missing: `this is Node ${process.versions.node}; run it with Node 20` };
    // Node 20 reads no TypeScript.
    const bundle = await bundleInside(program).catch((cause: unknown) => String(cause).split("\n")[0]);
    if (!existsSync(bundle ?? "")) return { missing: `esbuild is not installed (${bundle}); ${mend}` };
    return { run: runProgram(process.execPath, ["--enable-source-maps", bundle ?? ""]) };
  },
  node24: async () => {
    const path = join(root, "test/runtimes/node_modules/.bin/node");
    if (!existsSync(path)) return { missing: `Node 24 is not installed; ${mend}` };
    const version = execFileSync(path, ["--version"], { encoding: "utf8" }).trim();
    if (!version.startsWith("v24.")) return { missing: `test/runtimes has Node ${version}; ${mend}` };
    return { run: runProgram(path, [program]) };
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
  workerd: async () => {
    try {
      const [bundling, starting] = await Promise.all([
        import("../../runtimes/workers/bundle-worker.ts"),
        import("../../runtimes/workers/start-worker.ts"),
      ]);
      return { run: runWorkerd({ ...bundling, ...starting }) };
    } catch (cause) {
      return { missing: `miniflare is not installed (${String(cause).split("\n")[0]}); ${mend}` };
    }
  },
};
