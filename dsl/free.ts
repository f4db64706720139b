import type { PgTable } from "drizzle-orm/pg-core";
import type { FreeNode } from "../src/model/node.ts";
import type { Database } from "./database.ts";
import type { EventPolicy, SequencedBy } from "./event-sequence.ts";
import type { Free, UnreadFree } from "./free-types.ts";
import { nothingYet } from "./nothing-yet.ts";
import type { ByRoute } from "./policy.ts";
import { type ProcessingOptions, processingNode } from "./processing-options.ts";
import type { FreeDef } from "./projection-def.ts";
import { queryNodes } from "./query-nodes.ts";
import { withHandlers } from "./with-handlers.ts";

/** What a free projection owns, and how it goes along the log. */
export interface FreeOptions<By extends EventPolicy> extends ProcessingOptions {
  /** Its tables, which `migrate` makes where they are missing. */
  readonly tables?: readonly PgTable[];
  /** Which events wait for each other; others may be handled at the same time. Default: those of one stream. */
  readonly sequence?: By;
  /** Empties what it wrote when it is reset, in the transaction that sets its position. Default: its tables are emptied. */
  readonly onReset?: (db: Database) => PromiseLike<unknown>;
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
export function free<const N extends string, const By extends EventPolicy = ByRoute>(
  name: N,
  { tables = [], onReset, sequence, ...processing }: FreeOptions<By> = {},
): UnreadFree<{
  readonly name: N;
  readonly sequencedBy: SequencedBy<By>;
  readonly queries: Readonly<Record<never, never>>;
}> {
  const node: FreeNode = {
    kind: "projection",
    form: "free",
    name,
    tables: Object.freeze([...tables]),
    // The engine calls it with a drizzle handle.
    ...(onReset === undefined ? {} : { onReset: onReset as (db: unknown) => unknown }),
    ...processingNode(processing, sequence),
    ...nothingYet,
  };
  // The definition is types only: at run time all free projections are alike.
  return unread<FreeDef>(node) as never;
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
  return (aggregate, handlers) => readable<D>(withHandlers(node, { aggregate: aggregate.node.name, handlers }));
}
