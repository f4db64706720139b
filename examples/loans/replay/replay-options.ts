import { existsSync } from "node:fs";
import { InvalidArgumentError, Option } from "commander";

/** What a command line can say of a replay. */
export interface ReplayOptions {
  readonly log?: string;
  readonly rows: number;
  readonly inFlight: number;
}

export const replayOptions: readonly Option[] = [
  new Option(
    "--log <path>",
    "the event log, CSV or CSV.gz, in the form of the BPI Challenge 2012 log (default: the sample)",
  ).argParser(existing),
  new Option("--rows <count>", "replay only the first rows of it")
    .default(Number.POSITIVE_INFINITY, "all")
    .argParser(count),
  new Option("--in-flight <count>", "requests under way at the same time, at most").default(64).argParser(count),
];

function existing(path: string): string {
  if (existsSync(path)) return path;
  throw new InvalidArgumentError("There is no such file.");
}

function count(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number above 0.");
}
