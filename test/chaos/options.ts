import { parseArgs } from "node:util";

/** What runs on the nodes. */
export const apps = ["accounts", "bank", "timers"] as const;
export type App = (typeof apps)[number];

/** Faults that can be planted in the engine, each by a wrapper around its store. */
export const breaks = ["epoch", "gap", "dedupe", "letters", "ids", "steps", "timers"] as const;
export type Break = (typeof breaks)[number];

/** What a run of the harness does. */
export interface ChaosOptions {
  readonly app: App;
  /** Of load and faults; undefined: as long as the load of the bank takes. */
  readonly seconds: number | undefined;
  /** Of the bank. */
  readonly transfers: number;
  /** Timers, all due within the seconds. */
  readonly count: number;
  /** Reproduces the schedule of faults and the callers' choices. */
  readonly seed: number;
  readonly nodes: number;
  /** By way of PgBouncer in transaction mode. */
  readonly pooler: boolean;
  /** Without faults: what the machine comes to. */
  readonly calm: boolean;
  readonly break: Break | undefined;
  /** Where the result is written to. */
  readonly json: string | undefined;
  /** Also tells what the nodes say. */
  readonly verbose: boolean;
}

export const usage = `npm run chaos -- [options]
  --app APP      of ${apps.join(", ")}; default ${apps[0]}
  --transfers N  of the bank; default 100000
  --count N      timers; default 100000
  --seconds N    of load and faults; default 60, in the bank as long as the transfers take; given, they are spread over it
  --seed S       of the schedule of faults; default 1
  --nodes K      node processes; default 3
  --pooler       through PgBouncer in transaction mode
  --calm         without faults, to see what the machine comes to; bank and timers
  --break KIND   of ${breaks.join(", ")}: plants a fault, so that the run must fail
  --json FILE    writes the result there
  --verbose      also tells what the nodes say`;

/** @throws Error with a sentence for whoever typed the arguments */
export function parseOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      app: { type: "string", default: apps[0] },
      transfers: { type: "string", default: "100000" },
      count: { type: "string", default: "100000" },
      seconds: { type: "string" },
      seed: { type: "string", default: "1" },
      nodes: { type: "string", default: "3" },
      pooler: { type: "boolean", default: false },
      calm: { type: "boolean", default: false },
      break: { type: "string" },
      json: { type: "string" },
      verbose: { type: "boolean", default: false },
    },
  });
  const app = oneOf("--app", { text: values.app, known: apps });
  return {
    app,
    seconds: secondsOf(values.seconds, app),
    transfers: whole("--transfers", { text: values.transfers, least: 1 }),
    count: whole("--count", { text: values.count, least: 1 }),
    seed: whole("--seed", { text: values.seed, least: 0 }),
    nodes: whole("--nodes", { text: values.nodes, least: 2 }),
    pooler: values.pooler,
    calm: values.calm,
    break: values.break === undefined ? undefined : oneOf("--break", { text: values.break, known: breaks }),
    json: values.json,
    verbose: values.verbose,
  };
}

function secondsOf(text: string | undefined, app: App): number | undefined {
  if (text !== undefined) return whole("--seconds", { text, least: 10 });
  return app === "bank" ? undefined : 60;
}

interface Choice<Word extends string> {
  readonly text: string;
  readonly known: readonly Word[];
}

function oneOf<Word extends string>(option: string, { text, known }: Choice<Word>): Word {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new Error(`Cannot read ${option} "${text}": it is not known; use one of ${known.join(", ")}`);
}

function whole(option: string, { text, least }: { text: string; least: number }): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`Cannot read ${option} "${text}": it is no whole number of at least ${least}; write one`);
}
