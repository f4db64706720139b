import process from "node:process";
import { CommanderError } from "commander";
import { isMyelinError, messageOf } from "../../src/runtime/mod.ts";
import { exitCodeOf } from "./cli-error.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { createProgram } from "./program.ts";

/** Runs one command. The exit code, or `serving` when the process is to go on. Errors are told on standard error. */
export async function runCli(args: readonly string[]): Promise<ExitCode | "serving"> {
  let isServing = false;
  const program = createProgram({
    serving: () => {
      isServing = true;
    },
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return isServing ? "serving" : exitCodes.ok;
  } catch (thrown) {
    return report(thrown, args.includes("--verbose") || Boolean(process.env.DEBUG));
  }
}

function report(thrown: unknown, verbose: boolean): ExitCode {
  // Commander has told it already; help and version come the same way.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const code = exitCodeOf(thrown);
  const foreseen = code !== exitCodes.unexpected || isMyelinError(thrown);
  if (verbose) console.error(thrown);
  else console.error(`myelin: ${foreseen ? messageOf(thrown) : unexpected(thrown)}`);
  return code;
}

function unexpected(thrown: unknown): string {
  return `Something unexpected went wrong: ${messageOf(thrown)}; --verbose shows where`;
}
