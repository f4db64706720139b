import type { ErrorCode } from "./error-codes.ts";

/** What an engine error carries beside its sentence. */
export interface MyelinErrorOptions {
  /** Facts a program may act on: names, versions, issues. Safe to show to the caller. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error class of the engine. `code` is stable and meant for programs; `message` says what was
 * attempted, the state that forbade it and the mend; `details` never holds a stack, SQL or a secret.
 */
export class MyelinError extends Error {
  override readonly name = "MyelinError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: MyelinErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Whether `error` is an engine error, also when another copy of the package made it. */
export function isMyelinError(error: unknown): error is MyelinError {
  return error instanceof Error && error.name === "MyelinError" && "code" in error;
}

/** The message of anything that was thrown, for logs and causes. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
