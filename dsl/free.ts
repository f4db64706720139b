import type { PgTable } from "drizzle-orm/pg-core";
import type { FreeFunction, FreeNode, HandlerGroup } from "../src/model/node.ts";
import type { Free, UnreadFree } from "./free-types.ts";
import { nothingYet } from "./nothing-yet.ts";
import type { FreeDef } from "./projection-def.ts";
import { queryNodes } from "./query-nodes.ts";

/** What a free projection owns. */
export interface FreeOptions {
  /** Its tables, which `migrate` makes where they are missing. */
  readonly tables?: readonly PgTable[];
}

/**
 * Declares a projection of any SQL, run in the transaction that moves its position, so every event counts exactly once. Events of
 * different streams may be handled at the same time: SQL that touches rows of several streams has to be commutative
 * (`n = n + 1`). Where one event means one row, `fold` is many times faster.
 *
 * @example
 * ```ts
 * const log = projection
 *   .free("log", { tables: [logTable] })
 *   .on(counter, { Counted: (db, { by }, { eventId }) => db.insert(logTable).values({ eventId, by }) });
 * ```
 */
export function free<const N extends string>(
  name: N,
  options: FreeOptions = {},
): UnreadFree<{ readonly name: N; readonly queries: Readonly<Record<never, never>> }> {
  const tables = Object.freeze([...(options.tables ?? [])]);
  return unread({ kind: "projection", form: "free", name, tables, ...nothingYet });
}

function unread<D extends FreeDef>(node: FreeNode): UnreadFree<D> {
  return Object.freeze<UnreadFree<D>>({ node: Object.freeze(node), on: onOf(node) });
}

function readable<D extends FreeDef>(node: FreeNode): Free<D> {
  return Object.freeze<Free<D>>({
    node: Object.freeze(node),
    on: onOf(node),
    queries: (queries) => readable({ ...node, queries: queryNodes(queries) }),
  });
}

function onOf<D extends FreeDef>(node: FreeNode): UnreadFree<D>["on"] {
  return (aggregate, handlers) => {
    const group: HandlerGroup<FreeFunction> = {
      aggregate: aggregate.node.name,
      // The engine calls each handler with a drizzle handle and with data of the event that it is named after.
      handlers: Object.freeze({ ...handlers }) as unknown as HandlerGroup<FreeFunction>["handlers"],
    };
    return readable<D>({ ...node, on: Object.freeze([...node.on, Object.freeze(group)]) });
  };
}
