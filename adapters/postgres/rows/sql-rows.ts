import type { FoldRows, FoldTarget, RowReader } from "../../../src/runtime/mod.ts";
import { rowKeyText } from "../../../src/runtime/mod.ts";
import type { Session } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import type { Runner } from "../handle/drizzle-handle.ts";
import { listRows, loadRows } from "./load-rows.ts";
import { writeRows } from "./write-rows.ts";

/**
 * A fold projection's rows inside of a batch; in another schema where it is given, quoted. Errors are the driver's own: the batch says what becomes
 * of them.
 */
export function sqlRows(session: Pick<Session, "query">, schema?: string): FoldRows {
  return {
    load: (target, keys) => loadRows(session, { target, keys, schema }),
    write: (target, changes) => writeRows(session, { target, changes, schema }),
  };
}

/** A fold projection's rows outside of any batch. */
export function sqlRowReader(runner: Runner, target: FoldTarget): RowReader {
  const reading = async <T>(read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      throw engineError(error, `read table "${target.name}"`);
    }
  };
  return {
    get: (...key) => reading(async () => (await loadRows(runner, { target, keys: [key] })).get(rowKeyText(key))),
    list: () => reading(() => listRows(runner, target)),
  };
}
