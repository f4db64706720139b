export interface DatabaseErrorOptions {
  /** SQLSTATE as the server sent it; absent when the connection was lost or never made. */
  readonly code?: string | undefined;
  /** Whether the server ended the connection with this error. */
  readonly fatal?: boolean;
  /** Whether the statement may have reached the server. */
  readonly sent?: boolean;
  readonly constraint?: string | undefined;
  /** Whether the statement was prepared before somebody changed what it reads; sent again it works. */
  readonly stale?: boolean;
  readonly cause?: unknown;
}

/** What a driver throws: the server's refusal (with `code`) or a lost connection (without). */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  /** SQLSTATE; undefined for a lost connection. Match this, never the text. */
  readonly code: string | undefined;
  readonly fatal: boolean;
  /** Whether the statement may have reached the server. */
  readonly sent: boolean;
  readonly constraint: string | undefined;
  /** Whether the statement was prepared before somebody changed what it reads; sent again it works. */
  readonly stale: boolean;

  constructor(
    message: string,
    { code, fatal = false, sent = true, constraint, stale = false, cause }: DatabaseErrorOptions,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.fatal = fatal;
    this.sent = sent;
    this.constraint = constraint;
    this.stale = stale;
  }
}

/** The driver's error in what was thrown, also inside of what drizzle made of it. */
export function databaseErrorIn(thrown: unknown): DatabaseError | undefined {
  if (thrown instanceof DatabaseError) return thrown;
  return thrown instanceof Error && thrown.cause !== undefined ? databaseErrorIn(thrown.cause) : undefined;
}

/** What a lock is answered that did not come free in time. */
export const lockNotAvailable = "55P03";

/** What a server in recovery answers to a write. */
export const readOnly = "25006";

/** Whether the connection cannot be used any more. */
export function isLost({ code, fatal }: DatabaseError): boolean {
  return code === undefined || fatal || code.startsWith("08") || code.startsWith("57P");
}
