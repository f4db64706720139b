import { type ErrorCode, isMyelinError } from "../../src/runtime/mod.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

export interface CliErrorOptions {
  readonly exitCode: ExitCode;
  readonly cause?: unknown;
}

/** What ends a command with a sentence and a code of its own. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exitCode: ExitCode;

  constructor(message: string, { exitCode, cause }: CliErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
  }
}

/** The exit code of the engine's own errors; any other is unexpected. */
const byErrorCode: Partial<Readonly<Record<ErrorCode, ExitCode>>> = {
  invalid_application: exitCodes.application,
  unbound_relay: exitCodes.application,
  store_not_ready: exitCodes.database,
  directory_locked: exitCodes.database,
  unavailable: exitCodes.database,
  // PGlite is not installed.
  unsupported: exitCodes.database,
  address_in_use: exitCodes.address,
  unknown_processor: exitCodes.refused,
  unknown_sequence: exitCodes.refused,
  processor_refused: exitCodes.refused,
  unknown_workflow: exitCodes.refused,
  unknown_instance: exitCodes.refused,
  workflow_refused: exitCodes.refused,
  // A batch held what the operation needed: the sentence says to try again.
  contention: exitCodes.refused,
  // A server said so of what a command sent.
  invalid_command: exitCodes.usage,
  invalid_query: exitCodes.usage,
  unauthorized: exitCodes.server,
  forbidden: exitCodes.server,
};

export function exitCodeOf(thrown: unknown): ExitCode {
  if (thrown instanceof CliError) return thrown.exitCode;
  const known = isMyelinError(thrown) ? byErrorCode[thrown.code] : undefined;
  return known ?? exitCodes.unexpected;
}
