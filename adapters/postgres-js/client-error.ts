import { DatabaseError } from "../postgres/mod.ts";

/** The store's error for what postgres.js threw. The server's own errors carry a severity; any other is a lost connection. */
export function clientError(thrown: unknown, { sent }: { sent: boolean }): DatabaseError {
  if (thrown instanceof DatabaseError) return thrown;
  if (!(thrown instanceof Error)) return new DatabaseError("the connection broke", { sent, cause: thrown });
  const { code, severity, constraint_name: constraint } = facts(thrown);
  if (severity !== undefined) {
    const fatal = severity === "FATAL" || severity === "PANIC";
    return new DatabaseError(thrown.message, { code, fatal, sent, constraint, cause: thrown });
  }
  // The client refuses what does not fit into a message; the connection goes on.
  if (code === "MAX_PARAMETERS_EXCEEDED")
    return new DatabaseError(thrown.message, { code: "54000", sent: false, cause: thrown });
  return new DatabaseError(thrown.message, { sent, cause: thrown });
}

interface Facts {
  readonly code?: string;
  readonly severity?: string;
  readonly constraint_name?: string;
}

function facts(error: Error): Facts {
  return error as Error & Facts; // fields that postgres.js sets on its errors, all optional
}

/** "Cached plan must not change result type", "prepared statement does not exist". */
const staleCodes = ["0A000", "26000"];

/** For a statement that was sent prepared: inside of a transaction the client cannot send it again by itself. */
export function staleError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !staleCodes.includes(facts(thrown).code ?? "")) return thrown;
  const { code } = facts(thrown);
  return new DatabaseError(thrown.message, { code, stale: true, cause: thrown });
}
