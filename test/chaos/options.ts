import { parseArgs } from "node:util";

/** Faults that can be planted in the engine, each by a wrapper around its store. */
export const breaks = ["epoch", "gap", "dedupe", "letters"] as const;
export type Break = (typeof breaks)[number];

/** What a run of the harness does. */
export interface ChaosOptions {
  readonly seconds: number;
  /** Reproduces the schedule of faults and the callers' choices. */
  readonly seed: number;
  readonly nodes: number;
  /** By way of PgBouncer in transaction mode. */
  readonly pooler: boolean;
  readonly break: Break | undefined;
  /** Where the result is written to. */
  readonly json: string | undefined;
  /** Also tells what the nodes say. */
  readonly verbose: boolean;
}

export const usage = `npm run chaos -- [options]
  --seconds N    of load and faults; default 60
  --seed S       of the schedule of faults; default 1
  --nodes K      node processes; default 3
  --pooler       through PgBouncer in transaction mode
  --break KIND   of ${breaks.join(", ")}: plants a fault, so that the run must fail
  --json FILE    writes the result there
  --verbose      also tells what the nodes say`;

/** @throws Error with a sentence for whoever typed the arguments */
export function parseOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string", default: "60" },
      seed: { type: "string", default: "1" },
      nodes: { type: "string", default: "3" },
      pooler: { type: "boolean", default: false },
      break: { type: "string" },
      json: { type: "string" },
      verbose: { type: "boolean", default: false },
    },
  });
  return {
    seconds: whole("--seconds", { text: values.seconds, least: 10 }),
    seed: whole("--seed", { text: values.seed, least: 0 }),
    nodes: whole("--nodes", { text: values.nodes, least: 2 }),
    pooler: values.pooler,
    break: breakOf(values.break),
    json: values.json,
    verbose: values.verbose,
  };
}

function breakOf(text: string | undefined): Break | undefined {
  if (text === undefined) return undefined;
  const found = breaks.find((one) => one === text);
  if (found !== undefined) return found;
  throw new Error(`Cannot read --break "${text}": it is not known; use one of ${breaks.join(", ")}`);
}

function whole(option: string, { text, least }: { text: string; least: number }): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`Cannot read ${option} "${text}": it is no whole number of at least ${least}; write one`);
}
