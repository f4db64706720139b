import { isMyelinError } from "../../base/error.ts";

type Verdict = "passing" | "lasting" | "unknown";

/** SQLSTATE of what passes by itself: rolled back for another's sake, or a lock that was not free. */
const passingStates = /^(?:40...|55P03)$/;
const passingCodes: ReadonlySet<string> = new Set(["version_conflict", "contention"]);
/** What sockets say on Node, Deno, Bun and workerd, and postgres.js of its connections. */
const passingSockets =
  /^(?:ECONN(?:RESET|REFUSED|ABORTED)|EPIPE|ETIMEDOUT|CONNECT(?:ION_(?:CLOSED|ENDED|DESTROYED)|_TIMEOUT))$/;

/**
 * Whether what failed may succeed when it is simply done again: a lost race, a deadlock, a serialisation failure, a lock
 * that was not free, a lost connection. A single error in the chain of causes that does not pass by itself makes the whole
 * not transient; so does a chain of which nothing is known.
 */
export function isTransient(error: unknown): boolean {
  let passing = false;
  // A chain that leads back to itself ends somewhere, too.
  for (let one = error, depth = 0; one instanceof Error && depth < 50; one = one.cause, depth++) {
    const verdict = verdictOf(one);
    if (verdict === "lasting") return false;
    if (verdict === "passing") passing = true;
  }
  return passing;
}

function verdictOf(error: Error): Verdict {
  if (isMyelinError(error)) return passingCodes.has(error.code) ? "passing" : "lasting";
  if ("code" in error && typeof error.code === "string")
    return passingStates.test(error.code) || passingSockets.test(error.code) ? "passing" : "lasting";
  // The drivers' word for a lost connection. Its cause may have no code: workerd gives none to one that was refused.
  if (error.name === "DatabaseError") return "passing";
  // A mistake in code stays one.
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
    ? "lasting"
    : "unknown";
}

/** Whether an attempt failed in a way that passes and left nothing behind: to be decided again, as the command's policy says. */
export function passes(error: unknown): boolean {
  return isMyelinError(error) && error.code === "contention" && isTransient(error);
}
