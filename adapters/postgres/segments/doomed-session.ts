import { isMyelinError, type MyelinError } from "../../../src/runtime/mod.ts";
import { DatabaseError } from "../database-error.ts";
import type { Session } from "../driver.ts";
import { engineError } from "../engine-error.ts";

/** A session that remembers how its transaction was spoilt, whatever became of the error on its way out. */
export interface DoomedSession extends Session {
  /** What to throw for what came out of the work: what lies behind it, where that is nobody's fault. */
  blame(thrown: unknown): unknown;
  /** @throws what spoilt the transaction, where the work has swallowed it: a commit would quietly roll back. */
  check(): void;
  /** Everything since a savepoint is undone. */
  mended(): void;
}

/** Codes of failures that are nobody's fault. */
const passing = ["unavailable", "contention"];
/** What every statement is answered in a transaction that has failed before. */
const failedBefore = "25P02";

export function doomedSession(session: Session, act: string): DoomedSession {
  const spoilt: { passing?: MyelinError; refused?: unknown } = {};
  const noting = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw note(thrown);
    }
  };
  const note = (thrown: unknown): unknown => {
    if (thrown instanceof DatabaseError && thrown.code === failedBefore) return spoilt.refused ?? thrown;
    const error = engineError(thrown, act);
    if (isMyelinError(error) && passing.includes(error.code)) {
      spoilt.passing ??= error;
      return error;
    }
    // What the server refused is the handler's own doing, and tells more as it is.
    spoilt.refused ??= thrown;
    return thrown;
  };
  return {
    query: (statement) => noting(() => session.query(statement)),
    script: (text) => noting(() => session.script(text)),
    blame: (thrown) => spoilt.passing ?? thrown,
    check: () => {
      const cause = spoilt.passing ?? spoilt.refused;
      if (cause !== undefined) throw cause;
    },
    mended: () => {
      delete spoilt.refused;
    },
  };
}
