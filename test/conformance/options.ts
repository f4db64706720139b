import { parseArgs } from "node:util";
import { type Runtime, runtimes } from "./matrix.ts";

export interface ConformanceOptions {
  readonly only: readonly Runtime[];
  /** Where the matrix is written to as JSON. */
  readonly json: string | undefined;
  /** Whether README.md gets the matrix. */
  readonly readme: boolean;
}

export const usage = `npm run conformance -- [options]
  --only LIST  of ${runtimes.join(", ")}; default all
  --json FILE  writes { runtime: { connection: { passed, failed, skipped: [reason] } } } there
  --readme     writes the matrix into README.md`;

/** @throws Error with a sentence for whoever typed the arguments */
export function parseOptions(args: readonly string[]): ConformanceOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: runtimes.join() },
      json: { type: "string" },
      readme: { type: "boolean", default: false },
    },
  });
  const only = values.only.split(",").map((word) => {
    const found = runtimes.find((runtime) => runtime === word.trim());
    if (found !== undefined) return found;
    throw new Error(`Cannot read --only "${values.only}": "${word}" is not known; use of ${runtimes.join(", ")}`);
  });
  return { only, json: values.json, readme: values.readme };
}
