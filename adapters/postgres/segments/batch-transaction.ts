import type { BatchTransaction, Segment } from "../../../src/runtime/mod.ts";
import { drizzleHandle } from "../handle/drizzle-handle.ts";
import { type LetterCounting, letterTransaction } from "../letters/letter-transaction.ts";
import { shadowSchema } from "../rebuild/shadow-schema.ts";
import { drizzleTable } from "../rows/fold-columns.ts";
import { sqlRows } from "../rows/sql-rows.ts";
import { tableName } from "../schema/projection-tables.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { workflowTransaction } from "../workflows/workflow-transaction.ts";
import { announce } from "./announce.ts";
import type { DoomedSession } from "./doomed-session.ts";

export interface BatchTransactionOptions {
  readonly session: DoomedSession;
  readonly schema: SchemaName;
  readonly processor: string;
  /** What is locked. */
  readonly segments: readonly Segment[];
}

/** What a batch may write with, and how many changes of letters it made. */
export interface CountingTransaction extends LetterCounting {
  readonly transaction: BatchTransaction;
}

export function batchTransaction(options: BatchTransactionOptions): CountingTransaction {
  const { session, schema, processor } = options;
  const { letters, changes } = letterTransaction(options);
  return {
    changes,
    transaction: {
      rows: sqlRows(session, shadowSchema(schema, processor)),
      db: drizzleHandle(session),
      letters,
      workflows: workflowTransaction(options),
      apart: (work) => apart(session, work),
      announce: (announcements) => announce(session, { schema, announcements }),
      truncate: async (tables) => {
        // Not TRUNCATE: whoever reads meanwhile sees the rows of before.
        for (const table of tables) {
          const name = tableName(drizzleTable(table, processor));
          await session.query({ text: `delete from ${name}`, prepare: true });
        }
      },
    },
  };
}

/** What is mostly looked at when the transaction commits is looked at now, so that it fails whoever broke it. */
const endOfApart = "set constraints all immediate; set constraints all deferred; release savepoint apart";

/** Behind a savepoint, which is sent along with the first statement and costs no round trip. */
async function apart<T>(session: DoomedSession, work: () => Promise<T>): Promise<T> {
  const begun = session.script("savepoint apart");
  begun.catch(() => {});
  try {
    const value = await work();
    await begun;
    session.check();
    await session.script(endOfApart);
    return value;
  } catch (thrown) {
    const cause = session.blame(thrown);
    await session.script("rollback to savepoint apart; release savepoint apart");
    session.mended();
    throw cause;
  }
}
