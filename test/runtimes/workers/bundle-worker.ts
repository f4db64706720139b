import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { root } from "../../house/tree.ts";

/** A worker as one module. */
export interface WorkerBundle {
  readonly script: string;
  /** What went into it. */
  readonly metafile: Metafile;
}

export interface BundleOptions {
  readonly minify?: boolean;
}

/** Bundles an entry file, a path or a file's url, as wrangler would: for workerd, whose own modules stay outside. */
export async function bundleWorker(
  entryFile: string | URL,
  { minify = false }: BundleOptions = {},
): Promise<WorkerBundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entryFile instanceof URL ? fileURLToPath(entryFile) : entryFile],
    bundle: true,
    write: false,
    metafile: true,
    minify,
    format: "esm",
    target: "es2022",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
    tsconfig: `${root}tsconfig.json`,
    absWorkingDir: root,
    logLevel: "silent",
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`Cannot bundle "${entryFile}": nothing came of it`);
  return { script: file.text, metafile };
}
