import { beforeAll, describe, expect, it } from "vitest";
import { readJson } from "../house/entries.ts";
import { bundleWorker } from "./workers/bundle-worker.ts";
import { type BundleSize, measureBundle, measuredEntry } from "./workers/measure-bundle.ts";

const kept = readJson<BundleSize>("test/runtimes/workers/bundle-size.json");
let measured: Awaited<ReturnType<typeof measureBundle>>;
let script: string;

beforeAll(async () => {
  measured = await measureBundle();
  script = (await bundleWorker(measuredEntry)).script;
});

describe("the bundle of a worker", () => {
  it.each(["minified", "gzip"] as const)("is at most a tenth larger than what is kept (%s)", (measure) => {
    const mend = 'npm run bundle-size" lists what is in it and keeps the new size';
    expect(measured[measure], `bytes ${measure}; "${mend}`).toBeLessThanOrEqual(kept[measure] * 1.1);
  });

  it("holds only what a worker needs", () => {
    const foreign = /pglite|nats|adapters\/(node|deno|bun|cli|memory|nats)|src\/testing|hono\/node|jiti|commander/;
    expect(measured.inputs.map(({ path }) => path).filter((path) => foreign.test(path))).toEqual([]);
    expect(Object.keys(measured.parts)).toEqual(Object.keys(kept.parts));
  });

  it("makes no code of texts", () => {
    expect(script.match(makers) ?? []).toEqual([]);
    expect("const f = new Function('a'); eval(text); Function('b')".match(makers)).toHaveLength(3);
  });
});

/** What workerd refuses: `eval` and the constructor of functions, also as a call. */
const makers = /(?<![.\w$])(?:eval|Function)\(|new Function\b/g;
