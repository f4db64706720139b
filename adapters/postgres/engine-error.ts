import { MyelinError, otherFolds } from "../../src/runtime/mod.ts";
import { DatabaseError, databaseErrorIn, isLost, lockNotAvailable, readOnly } from "./database-error.ts";

/** Starts of SQLSTATE of those who lost to others: deadlocks, failures to serialise, locks that were not had. Nothing happened. */
const lost = ["40", lockNotAvailable];
/** Classes of SQLSTATE that are nobody's fault and pass: resources, operator, system. */
const passing = ["53", "57", "58", readOnly, "25P02", "25P03"];
/** Starts of SQLSTATE that somebody must mend before the store can work, and how. */
const unready: Readonly<Record<string, string>> = {
  "28": "the server refused the user; check user and password of the database's address",
  "3D": "there is no such database; check its address",
  "3F": "the database is not at the engine's schema; run `myelin migrate`",
  "42501": "the database's user lacks a right; grant it",
  "42703": "the database is not at the engine's schema; run `myelin migrate`",
  "42883": "the database is not at the engine's schema; run `myelin migrate`",
  "42P01": "the database is not at the engine's schema; run `myelin migrate`",
};
/** What the append lock raises: other folds go with events than the writer knows. */
const foldsDiffer = "MYI01";
/** Text that Postgres cannot keep: U+0000, or half of a surrogate pair. */
const unstorable = ["22P05", "22021", "22P02"];

/** The engine's error for what a driver threw while the store did `act`, such as `load stream "a/1"`; other errors as they are. */
export function engineError(thrown: unknown, act: string): unknown {
  const error = databaseErrorIn(thrown);
  return error === undefined ? thrown : translated(error, act);
}

function translated(error: DatabaseError, act: string): MyelinError {
  const { code } = error;
  if (error.stale) return contention(error, act);
  if (code === foldsDiffer) {
    const message = `Cannot ${act}: ${error.message}, and this code does not; run the code that declares these projections inline, or align them with the code that does not`;
    return new MyelinError("store_not_ready", message, { cause: error, details: otherFolds });
  }
  const [, mend] = Object.entries(unready).find(([start]) => code?.startsWith(start)) ?? [];
  if (mend !== undefined) return new MyelinError("store_not_ready", `Cannot ${act}: ${mend}`, { cause: error });
  if (lost.some((start) => code?.startsWith(start))) return contention(error, act);
  if (isLost(error) || passing.some((start) => code?.startsWith(start))) return unavailable(error, act);
  if (unstorable.some((known) => known === code)) {
    const message = `Cannot ${act}: a text holds U+0000 or half of a surrogate pair, which Postgres cannot keep; remove it`;
    return new MyelinError("invalid_command", message, { cause: error });
  }
  return new MyelinError("internal", `Cannot ${act}: the database refused with ${code}; the cause has its words`, {
    cause: error,
  });
}

function contention(error: DatabaseError, act: string): MyelinError {
  const message = `Cannot ${act}: others held what it needed (${error.code}); try again`;
  return new MyelinError("contention", message, { cause: error });
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
  const message = `Cannot ${act} for certain: the connection broke before the answer came; look for the command's id`;
  return new MyelinError("outcome_unknown", message, { cause: thrown });
}
