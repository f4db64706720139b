import type { Driver, Session } from "./driver.ts";

/** How long a transaction may hold others up. Milliseconds. */
export interface TransactionLimits {
  /** Doing nothing between two statements: half a lease, so that a stopped process holds no segment and no lock for long. */
  readonly idle: number;
  readonly statement: number;
  readonly lock: number;
}

export const batchLimits: TransactionLimits = { idle: 15_000, statement: 30_000, lock: 5_000 };

/** The first message of every transaction of several statements. */
export function beginText({ idle, statement, lock }: TransactionLimits): string {
  return [
    "begin isolation level read committed",
    `set local idle_in_transaction_session_timeout = ${idle}`,
    `set local statement_timeout = ${statement}`,
    `set local lock_timeout = ${lock}`,
  ].join("; ");
}

export interface TransactionRequest<T> {
  readonly limits: TransactionLimits;
  readonly work: (session: Session) => Promise<T>;
}

/** Commits when `work` has ended, rolls back when it throws, and throws what it threw. */
export function inTransaction<T>(driver: Driver, { limits, work }: TransactionRequest<T>): Promise<T> {
  return driver.session(async (session) => {
    try {
      await session.script(beginText(limits));
      const result = await work(session);
      await session.script("commit");
      return result;
    } catch (error) {
      // Where the connection is gone the server has rolled back by itself.
      await session.script("rollback").catch(() => {});
      throw error;
    }
  });
}
