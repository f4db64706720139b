import { beforeAll, describe, expect, it } from "vitest";
import { readJson } from "../house/entries.ts";
import { bundleWorker } from "./workers/bundle-worker.ts";
import { type BundleSize, type Measured, measureBundle, measuredEntries } from "./workers/measure-bundle.ts";

const keptSizes = readJson<Readonly<Record<Measured, BundleSize>>>("test/runtimes/workers/bundle-size.json");
/** What must not be in it. */
const foreign: Readonly<Record<Measured, RegExp>> = {
  worker: /pglite|nats|adapters\/(node|deno|bun|cli|memory|nats)|src\/testing|hono\/node|jiti|commander/,
  "worker without pages": /adapters\/http\/(dashboard|openapi)|hono\/.*\/jsx|pglite|nats|src\/testing/,
  client: /adapters\/(?!client)|src\/(runtime|compile|store|testing)|examples|dsl|valibot|drizzle|hono|postgres/,
};
const names = Object.keys(measuredEntries) as readonly Measured[];

describe.each(names)("the bundle of a %s", (name) => {
  let measured: Awaited<ReturnType<typeof measureBundle>>;
  let script: string;
  beforeAll(async () => {
    measured = await measureBundle(name);
    script = (await bundleWorker(measuredEntries[name])).script;
  });

  it.each(["minified", "gzip"] as const)("is at most a tenth larger than what is kept (%s)", (measure) => {
    const mend = 'npm run bundle-size" lists what is in it and keeps the new size';
    expect(measured[measure], `bytes ${measure}; "${mend}`).toBeLessThanOrEqual(keptSizes[name][measure] * 1.1);
  });

  it("holds only what it needs", () => {
    expect(measured.inputs.filter(({ path, bytes }) => bytes > 0 && foreign[name].test(path))).toEqual([]);
    expect(Object.keys(measured.parts)).toEqual(Object.keys(keptSizes[name].parts));
  });

  it("makes no code of texts", () => {
    expect(script.match(makers) ?? []).toEqual([]);
    expect("const f = new Function('a'); eval(text); Function('b')".match(makers)).toHaveLength(3);
  });
});

/** What workerd refuses: `eval` and the constructor of functions, also as a call. */
const makers = /(?<![.\w$])(?:eval|Function)\(|new Function\b/g;
