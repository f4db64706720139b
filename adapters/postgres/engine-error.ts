import { MyelinError } from "../../src/runtime/mod.ts";
import { DatabaseError, databaseErrorIn, isLost, readOnly } from "./database-error.ts";

/** Classes of SQLSTATE that are nobody's fault and pass: rolled back, resources, operator, system. */
const passing = ["40", "53", "57", "58", "55P03", readOnly, "25P02", "25P03"];
/** What a database that was never migrated answers: no such table, schema, function, column. */
const notMigrated = ["42P01", "3F000", "42883", "42703"];
/** Text that Postgres cannot keep: U+0000, or half of a surrogate pair. */
const unstorable = ["22P05", "22021", "22P02"];

/** The engine's error for what a driver threw while the store did `act`, such as `load stream "a/1"`; other errors as they are. */
export function engineError(thrown: unknown, act: string): unknown {
  const error = databaseErrorIn(thrown);
  return error === undefined ? thrown : translated(error, act);
}

function translated(error: DatabaseError, act: string): MyelinError {
  const { code } = error;
  if (isLost(error) || passing.some((start) => code?.startsWith(start))) return unavailable(error, act);
  if (notMigrated.some((known) => known === code)) {
    const message = `Cannot ${act}: the database is not at the engine's schema; run \`myelin migrate\``;
    return new MyelinError("store_not_ready", message, { cause: error });
  }
  if (unstorable.some((known) => known === code)) {
    const message = `Cannot ${act}: a text holds U+0000 or half of a surrogate pair, which Postgres cannot keep; remove it`;
    return new MyelinError("invalid_command", message, { cause: error });
  }
  return new MyelinError("internal", `Cannot ${act}: the database refused with ${code}; the cause has its words`, {
    cause: error,
  });
}

function unavailable(error: DatabaseError, act: string): MyelinError {
  return new MyelinError("unavailable", `Cannot ${act}: ${stateOf(error)}`, { cause: error });
}

function stateOf({ code }: DatabaseError): string {
  if (code === undefined) return "the database is away; try again";
  if (code === readOnly) return "the server is in recovery or read-only; connect to the primary";
  return `the database answered ${code}; try again`;
}

/** For an append: also tells when nobody knows whether it was stored. */
export function appendError(thrown: unknown, act: string): unknown {
  if (!(thrown instanceof DatabaseError) || !isLost(thrown) || !thrown.sent) return engineError(thrown, act);
  const message = `Cannot tell whether it was done to ${act}: the connection broke before the answer; look for the command's id`;
  return new MyelinError("outcome_unknown", message, { cause: thrown });
}
