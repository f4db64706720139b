import { parseArgs } from "node:util";
import { type CommandCase, commandCases, type Group, groups, type Mode, modes, usualGroups } from "./cases.ts";
import { type ProcessorCase, processorCases } from "./processors/cases.ts";

/** What a run of the benchmarks does. */
export interface BenchOptions {
  readonly only: readonly Group[];
  readonly cases: readonly CommandCase[];
  readonly processorCases: readonly ProcessorCase[];
  /** Who takes part; a ratio is only there where both are. */
  readonly modes: readonly Mode[];
  readonly callers: readonly number[];
  /** Of each timed stretch. */
  readonly seconds: number;
  /** How often every contestant is measured; the median counts. */
  readonly rounds: number;
  /** How long the delay is looked at. */
  readonly delaySeconds: number;
  /** Of `nodes`: how many processes. */
  readonly nodes: readonly number[];
  /** Of `table-size`: how many events the log has. */
  readonly events: readonly number[];
  /** Where the figures are written to. */
  readonly json: string | undefined;
  /** A run on a busy machine ends with code 0, too. */
  readonly allowBusy: boolean;
  /** One no-op interceptor of each kind in the measured application. */
  readonly interceptors: boolean;
  /** A folder for CPU profiles of the contestants. */
  readonly profile: string | undefined;
}

export const usage = `npm run bench -- [options]
  --only LIST      of ${groups.join(", ")}; default all but the last three
  --case LIST      of ${commandCases.join(", ")}; of processors ${processorCases.join(", ")}; default all
  --mode LIST      of ${modes.join(", ")}; default all
  --callers LIST   callers at once; default 1,64,1024
  --seconds N      of each timed stretch; default 3
  --rounds N       default 3; the median counts
  --delay-seconds N  for which slow writers write; default 60
  --nodes LIST     of nodes: processes on one database; default 1,2,4
  --events LIST    of table-size: events in the log, multiples of 100,000; default 1000000,5000000,10000000
  --json FILE      writes the figures there
  --allow-busy     ends with code 0 also where the yardstick says that the machine was busy
  --no-interceptors  measures an application without interceptors
  --profile DIR    writes a CPU profile of each contestant there, and tells where the time went`;

const everyCase = [...commandCases, ...processorCases];

/** @throws Error with a sentence for whoever typed the arguments */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: usualGroups.join() },
      case: { type: "string", default: everyCase.join() },
      mode: { type: "string", default: modes.join() },
      callers: { type: "string", default: "1,64,1024" },
      seconds: { type: "string", default: "3" },
      rounds: { type: "string", default: "3" },
      "delay-seconds": { type: "string", default: "60" },
      nodes: { type: "string", default: "1,2,4" },
      events: { type: "string", default: "1000000,5000000,10000000" },
      json: { type: "string" },
      "allow-busy": { type: "boolean", default: false },
      "no-interceptors": { type: "boolean", default: false },
      profile: { type: "string" },
    },
  });
  const cases = listOf("--case", { text: values.case, known: everyCase });
  return {
    only: listOf("--only", { text: values.only, known: groups }),
    cases: commandCases.filter((one) => cases.includes(one)),
    processorCases: processorCases.filter((one) => cases.includes(one)),
    modes: listOf("--mode", { text: values.mode, known: modes }),
    callers: numbers("--callers", values.callers),
    nodes: numbers("--nodes", values.nodes),
    events: numbers("--events", values.events),
    seconds: positive("--seconds", { text: values.seconds, whole: false }),
    rounds: positive("--rounds", { text: values.rounds, whole: true }),
    delaySeconds: positive("--delay-seconds", { text: values["delay-seconds"], whole: false }),
    json: values.json,
    allowBusy: values["allow-busy"],
    interceptors: !values["no-interceptors"],
    profile: values.profile,
  };
}

function listOf<T extends string>(
  option: string,
  { text, known }: { text: string; known: readonly T[] },
): readonly T[] {
  return text.split(",").map((word) => {
    const found = known.find((one) => one === word.trim());
    if (found !== undefined) return found;
    throw new Error(`Cannot read ${option} "${text}": "${word}" is not known; use of ${known.join(", ")}`);
  });
}

function numbers(option: string, text: string): readonly number[] {
  return text.split(",").map((one) => positive(option, { text: one, whole: true }));
}

function positive(option: string, { text, whole }: { text: string; whole: boolean }): number {
  const number = Number(text);
  if (number > 0 && Number.isFinite(number) && (!whole || Number.isInteger(number))) return number;
  throw new Error(`Cannot read ${option} "${text}": it is no positive ${whole ? "whole " : ""}number; write one`);
}
