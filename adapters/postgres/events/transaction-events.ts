import { type AppendResult, type AppendWithin, type ExclusiveEvents, foldsText } from "../../../src/runtime/mod.ts";
import { DatabaseError } from "../database-error.ts";
import type { Session, SqlResult, SqlStatement } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { tellFoldsText } from "../inline/inline-texts.ts";
import { sqlRows } from "../rows/sql-rows.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { appendEvents } from "./append-events.ts";
import { loadStreams } from "./load-streams.ts";

export interface TransactionSettings {
  readonly session: Session;
  readonly schema: SchemaName;
  readonly waitMs: number;
}

/** How the transaction stands when its work is over. */
export interface TransactionEnd {
  /** Whether there is anything that a commit would store. */
  readonly appended: boolean;
  /** What makes a commit impossible. */
  readonly broken: unknown;
}

export interface TransactionEvents {
  readonly events: ExclusiveEvents;
  /** Waits for what is under way; from here on the events refuse. */
  end(): Promise<TransactionEnd>;
}

/**
 * Loads and appends inside of an open transaction, one after another. An append that fails is undone alone, so that the
 * transaction can go on: what it answers or throws is what it does outside. Only that nothing is ever of unknown outcome before the commit.
 */
export function transactionEvents({ session, schema, waitMs }: TransactionSettings): TransactionEvents {
  const state: { over: boolean; appended: boolean; broken: unknown } = {
    over: false,
    appended: false,
    broken: undefined,
  };
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<SqlResult>): Promise<SqlResult> => {
    if (state.over)
      return Promise.reject(new DatabaseError("the work has ended; await each call inside of it", { code: "25000" }));
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
  const noting = async (work: Promise<SqlResult>): Promise<SqlResult> => {
    try {
      return await work;
    } catch (error) {
      state.broken ??= error;
      throw error;
    }
  };
  const reading = { query: (statement: SqlStatement) => inTurn(() => noting(session.query(statement))) };
  const writing = {
    query: (statement: SqlStatement) =>
      inTurn(() => apart(session, { statement, broken: (error) => (state.broken ??= error) })),
  };
  return {
    events: {
      load: (requests) => loadStreams({ driver: reading, schema }, requests),
      append: async (requests, within) => {
        const told = [foldsText(within?.folds ?? [])];
        if (within !== undefined) await reading.query({ text: tellFoldsText, values: told, prepare: true });
        const results = await appendEvents({ driver: writing, schema, waitMs, errorOf: engineError }, requests);
        state.appended ||= results.some(({ kind }) => kind === "appended");
        if (within !== undefined) await fold(within, { results, reading, broken: (error) => (state.broken ??= error) });
        return results;
      },
    },
    end: async () => {
      state.over = true;
      await last;
      return state;
    },
  };
}

interface FoldingIn {
  readonly results: readonly AppendResult[];
  readonly reading: Pick<Session, "query">;
  /** Told when the transaction must not be committed: events are stored by now. */
  readonly broken: (error: unknown) => void;
}

async function fold({ handle }: AppendWithin, { results, reading, broken }: FoldingIn): Promise<void> {
  if (!results.some(({ kind }) => kind === "appended")) return;
  try {
    await handle({ rows: sqlRows(reading) }, results);
  } catch (thrown) {
    const error = engineError(thrown, "write rows with an append");
    broken(error);
    throw error;
  }
}

interface Apart {
  readonly statement: SqlStatement;
  /** Told when the transaction cannot go on. */
  readonly broken: (error: unknown) => void;
}

/** Behind a savepoint, which is sent along and costs no round trip. */
async function apart(session: Session, { statement, broken }: Apart): Promise<SqlResult> {
  const begun = session.script("savepoint one_append");
  const done = session.query(statement);
  const [before, after] = await Promise.allSettled([begun, done]);
  if (before.status === "fulfilled" && after.status === "fulfilled") return after.value;
  const failure: unknown =
    after.status === "rejected" ? after.reason : before.status === "rejected" ? before.reason : undefined;
  await session.script("rollback to savepoint one_append").catch(() => broken(failure));
  throw failure;
}
