import type { ExclusiveRequest, ExclusiveResult } from "../../../src/runtime/mod.ts";
import { DatabaseError, lockNotAvailable } from "../database-error.ts";
import type { Driver, Session } from "../driver.ts";
import { appendError, engineError } from "../engine-error.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { lockKey, type SchemaName } from "../sql/schema-name.ts";
import { beginText, type TransactionLimits } from "../transaction.ts";
import { transactionEvents } from "./transaction-events.ts";

export interface ExclusiveSettings {
  readonly driver: Driver;
  readonly schema: SchemaName;
  /** Milliseconds to wait for each key, and for another transaction that handles the same id. */
  readonly waitMs: number;
  readonly limits: TransactionLimits;
}

/** Takes the keys in the order of their numbers, which is the same on every node. Keys of two schemas never meet. */
export function keysText({ plain }: SchemaName, keys: readonly string[]): string {
  const numbers = [...new Set(keys.map((key) => lockKey(["exclusive", plain, key])))].sort(byNumber);
  return `select pg_advisory_xact_lock(k.key) from unnest('${arrayLiteral(numbers)}'::bigint[]) as k(key)`;
}

function byNumber(a: string, b: string): number {
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** An error that is thrown as it is. */
interface Thrown {
  readonly kind: "thrown";
  readonly thrown: unknown;
}

const act = "do exclusive work";

/** One transaction on one connection, so it does through a pooler too; the locks go with it, however it ends. */
export async function exclusiveEvents<T>(
  settings: ExclusiveSettings,
  request: ExclusiveRequest<T>,
): Promise<ExclusiveResult<T>> {
  const ended = await inSession(settings, request);
  if (ended.kind === "thrown") throw ended.thrown;
  return ended;
}

async function inSession<T>(
  settings: ExclusiveSettings,
  request: ExclusiveRequest<T>,
): Promise<ExclusiveResult<T> | Thrown> {
  try {
    return await settings.driver.session(async (session) => {
      if (!(await locked(session, { settings, request }))) return { kind: "busy" };
      return workAndCommit(session, { settings, request });
    });
  } catch (error) {
    throw engineError(error, act);
  }
}

/** Begins and takes the keys in one message. */
async function locked(
  session: Session,
  { settings, request }: { settings: ExclusiveSettings; request: Pick<ExclusiveRequest<unknown>, "keys" | "wait"> },
): Promise<boolean> {
  const { schema, limits, waitMs } = settings;
  const keys = keysText(schema, request.keys);
  try {
    if (request.wait ?? true) await session.script(`${beginText({ ...limits, lock: waitMs })}; ${keys}`);
    // A millisecond is the least that can be said; all that comes after the keys waits as usual.
    else await session.script(`${beginText({ ...limits, lock: 1 })}; ${keys}; set local lock_timeout = ${waitMs}`);
    return true;
  } catch (error) {
    await rollBack(session);
    if (error instanceof DatabaseError && error.code === lockNotAvailable) return false;
    throw error;
  }
}

async function workAndCommit<T>(
  session: Session,
  { settings, request }: { settings: ExclusiveSettings; request: ExclusiveRequest<T> },
): Promise<ExclusiveResult<T> | Thrown> {
  const { events, end } = transactionEvents({ ...settings, session });
  try {
    const value = await request.work(events);
    const { appended, broken } = await end();
    // A commit would be answered as if all were well, and roll back.
    if (broken !== undefined) throw engineError(broken, act);
    const failure = await commit(session);
    if (failure === undefined) return { kind: "done", value };
    return { kind: "thrown", thrown: appended ? appendError(failure, act) : engineError(failure, act) };
  } catch (thrown) {
    await end();
    await rollBack(session);
    return { kind: "thrown", thrown };
  }
}

/** What it failed with, if it did. */
async function commit(session: Session): Promise<unknown> {
  try {
    await session.script("commit");
    return undefined;
  } catch (error) {
    await rollBack(session);
    return error;
  }
}

/** Where the connection is gone the server rolls back by itself. */
async function rollBack(session: Session): Promise<void> {
  await session.script("rollback").catch(() => {});
}
