import { gzipSync } from "node:zlib";
import { root } from "../../house/tree.ts";
import { bundleWorker, type WorkerBundle } from "./bundle-worker.ts";

/** What a bundle weighs, and what of. Bytes. */
export interface BundleSize {
  readonly minified: number;
  readonly gzip: number;
  /** Minified bytes by where they come from: packages, and the tree's own folders. */
  readonly parts: Readonly<Record<string, number>>;
}

/** What is measured: an application of one aggregate and one projection as a worker with all that it needs, the same without pages for people, and a client. */
export const measuredEntries = {
  worker: `${root}examples/bank/workers.ts`,
  "worker without pages": `${root}test/runtimes/workers/lean-worker.ts`,
  client: `${root}test/runtimes/client/measured-client.ts`,
} as const;
export type Measured = keyof typeof measuredEntries;
export const keptFile: string = `${root}test/runtimes/workers/bundle-size.json`;

export async function measureBundle(name: Measured): Promise<BundleSize & { readonly inputs: readonly Input[] }> {
  const bundle = await bundleWorker(measuredEntries[name], { minify: true });
  const { script } = bundle;
  const inputs = inputsOf(bundle);
  return {
    minified: Buffer.byteLength(script),
    gzip: gzipSync(script, { level: 9 }).length,
    parts: partsOf(inputs),
    inputs,
  };
}

/** One file, and its share of the bundle in bytes. */
export interface Input {
  readonly path: string;
  readonly bytes: number;
}

/** Largest first. */
function inputsOf({ metafile }: WorkerBundle): readonly Input[] {
  return Object.values(metafile.outputs)
    .flatMap(({ inputs }) =>
      Object.entries(inputs).map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput })),
    )
    .sort((a, b) => b.bytes - a.bytes);
}

function partsOf(inputs: readonly Input[]): Readonly<Record<string, number>> {
  const parts = new Map<string, number>();
  for (const { path, bytes } of inputs) parts.set(partOf(path), (parts.get(partOf(path)) ?? 0) + bytes);
  return Object.fromEntries([...parts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `valibot`, `src/runtime`, `adapters/http` … */
function partOf(path: string): string {
  const [, inPackage] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path) ?? [];
  if (inPackage !== undefined) return inPackage;
  const [first = "", second = ""] = path.split("/");
  return first === "src" || first === "adapters" || first === "examples" ? `${first}/${second}` : first;
}
