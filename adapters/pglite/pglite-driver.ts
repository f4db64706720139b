import type { PGlite } from "@electric-sql/pglite";
import { DatabaseError, type Driver, type Session, type SqlResult, type SqlStatement } from "../postgres/mod.ts";
import { exclusive } from "./exclusive.ts";

/**
 * PGlite has one session: a queue of our own hands it to one work at a time, so that nothing slips into another's
 * transaction. `close` is called when the queue has emptied.
 */
export function pgliteDriver(pglite: PGlite, close: () => Promise<void>): Driver {
  const alone = exclusive();
  let closed: Promise<void> | undefined;
  leaveTexts(pglite);

  const inTurn = <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    if (closed !== undefined) return Promise.reject(new DatabaseError("the store is closed", { sent: false }));
    return alone(() => lending(pglite, work));
  };
  const query = (statement: SqlStatement): Promise<SqlResult> => inTurn((session) => session.query(statement));
  return {
    kind: "pglite",
    query,
    session: inTurn,
    // Each statement takes its turn: a look at the log never lands inside somebody's transaction.
    reserve: async () => ({
      query,
      script: (text) => inTurn((session) => session.script(text)),
      release: async () => {},
    }),
    embedded: true,
    watch: async (hear) => ({
      query,
      script: (text) => inTurn((session) => session.script(text)),
      ended: new Promise(() => {}),
      release: await heard(pglite, hear),
    }),
    close: () => {
      closed ??= alone(close);
      return closed;
    },
  };
}

/** Answers what ends it. */
async function heard(pglite: PGlite, hear: (channel: string) => void): Promise<() => Promise<void>> {
  const end = pglite.onNotification(hear);
  return async () => end();
}

/** Values stay the texts they are on the wire, in both directions: the store has codecs of its own. */
function leaveTexts(pglite: PGlite): void {
  for (const oid of Object.keys(pglite.parsers)) pglite.parsers[oid] = asIs;
  for (const oid of Object.keys(pglite.serializers)) pglite.serializers[oid] = asIs;
}

function asIs<T>(value: T): T {
  return value;
}

/** A handle that outlives its work must not write into the next one's transaction. */
async function lending<T>(pglite: PGlite, work: (session: Session) => Promise<T>): Promise<T> {
  let over = false;
  const send = async <R>(call: () => Promise<R>): Promise<R> => {
    if (over)
      throw new DatabaseError("the transaction has ended; wait for every query inside of it", { code: "25000" });
    try {
      return await call();
    } catch (thrown) {
      throw pgliteError(thrown);
    }
  };
  try {
    return await work({
      query: (statement) => send(() => run(pglite, statement)),
      script: (text) => send(async () => void (await pglite.exec(text))),
    });
  } finally {
    over = true;
  }
}

async function run(pglite: PGlite, { text, values = [] }: SqlStatement): Promise<SqlResult> {
  const result = await pglite.query<(string | null)[]>(text, [...values], { rowMode: "array" });
  const columns = result.fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
  return { columns, rows: result.rows, count: result.affectedRows ?? result.rows.length };
}

/** PGlite's own errors carry a SQLSTATE; anything else means that it cannot be used any more. */
function pgliteError(thrown: unknown): DatabaseError {
  if (!(thrown instanceof Error)) return new DatabaseError("the database failed", { cause: thrown });
  const { code, severity, constraint } = facts(thrown);
  const fatal = severity === "FATAL" || severity === "PANIC";
  return new DatabaseError(thrown.message, { code, fatal, constraint, cause: thrown });
}

interface Facts {
  readonly code?: string;
  readonly severity?: string;
  readonly constraint?: string;
}

function facts(error: Error): Facts {
  return error as Error & Facts; // fields that PGlite sets on its errors, all optional
}
