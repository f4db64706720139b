import type { PgTable } from "drizzle-orm/pg-core";
import type { FoldLife, FoldNode, Row } from "../src/model/node.ts";
import type { AggregatePhase } from "./any-aggregate.ts";
import { foldTarget } from "./fold-target.ts";
import type { Fold, UnreadFold } from "./fold-types.ts";
import { initialRow } from "./initial-row.ts";
import type { Invalid } from "./invalid.ts";
import { nothingYet } from "./nothing-yet.ts";
import type { Sequential } from "./policy.ts";
import { type ProcessingOptions, processingNode } from "./processing-options.ts";
import type { FoldDef } from "./projection-def.ts";
import { queryNodes } from "./query-nodes.ts";
import type { InitialRow, RowOf, VisibleKey } from "./table-types.ts";
import { type AddedHandlers, withHandlers } from "./with-handlers.ts";

/** What a fold projection writes, and how it goes along the log. */
export interface FoldOptions<T extends PgTable, Key extends readonly string[]> extends ProcessingOptions {
  /** The drizzle table. The projection owns it: nobody else writes there. */
  readonly table: T;
  /** The key columns of a composite primary key, in the order in which `rows.get` and `by` name them. */
  readonly key?: Key;
  /** Values of a row that does not exist yet; with them, handlers always find a row and answer with a patch. */
  readonly initial?: InitialRow<T, Key>;
  /**
   * Where the rows come from. `"async"`, the default: written by a processor soon after the append. `"inline"`: written in the
   * append's own transaction, which fails when a handler does; only where each stream of one aggregate has a row of its own. On a log
   * that has events a processor builds it first; code that does not declare it inline may not append from then on, until
   * `myelin processors align` takes it back. `"live"`: folded from the log when asked, stored nowhere, so that queries have `rows`
   * and no `db`.
   */
  readonly life?: FoldLife;
  /** Events of one row are always handled one after another; `sequential()` says it of all. */
  readonly sequence?:
    | Sequential
    // Two segments that fold one row would lose each other's updates.
    | Invalid<"the sequence of a fold is the key of its row; only `sequential()`, which is coarser, can stand in its place">;
}

/** Refuses unknown options, columns that the table has not, a key that nobody knows, and places in the log of what is live. */
export type CheckFold<T extends PgTable, Key extends readonly string[], Given> = CheckKey<Key> & {
  readonly [K in keyof Given]: K extends "initial"
    ? NoStrayColumn<Given[K], RowOf<T>>
    : K extends keyof FoldOptions<T, Key>
      ? K extends keyof ProcessingOptions | "sequence"
        ? Given extends { readonly life: "live" }
          ? Invalid<`a live fold goes along no log; remove \`${K & string}\``>
          : unknown
        : unknown
      : Invalid<`a fold has no option \`${K & string}\``>;
};

type NoStrayColumn<I, Row> = {
  readonly [K in Exclude<keyof I, keyof Row>]: Invalid<`the table has no column \`${K & string}\``>;
};

/** A composite key is invisible to types. */
export type CheckKey<Key extends readonly string[]> = [Key["length"]] extends [0]
  ? Invalid<"the types do not show the primary key of the table; name its columns with `key`">
  : unknown;

/**
 * Declares a projection that folds events into the rows of one table: a batch's rows are loaded and written at once, in the
 * transaction that moves its position, so every event counts exactly once. Goes on with `on`, once per aggregate, and `queries`.
 *
 * @throws MyelinError `invalid_application` where the table's key is missing, composite and not declared, or another than the
 * declared one, and where the database alone knows an initial value
 * @example
 * ```ts
 * const counts = projection
 *   .fold("counts", { table: countTable, initial: { count: 0 } })
 *   .on(counter, { Counted: (row, { by }) => ({ count: row.count + by }) });
 * ```
 */
export function fold<
  const N extends string,
  T extends PgTable,
  const Key extends readonly (keyof RowOf<T> & string)[] = VisibleKey<T>,
  const Given extends FoldOptions<T, Key> = FoldOptions<T, Key>,
>(
  name: N,
  options: FoldOptions<T, Key> & Given & CheckFold<T, Key, Given>,
): UnreadFold<{
  readonly name: N;
  readonly row: RowOf<T>;
  readonly key: Key;
  readonly initial: Given extends { readonly initial: object } ? true : false;
  readonly life: Given extends { readonly life: infer Life extends FoldLife } ? Life : "async";
  readonly queries: Readonly<Record<never, never>>;
}> {
  const { table, key, initial, life, sequence, ...processing }: FoldOptions<T, Key> = options;
  const target = foldTarget(table, key);
  const given = initial as Row | undefined; // the type of the options says so, but not to the compiler
  const first = given === undefined ? {} : { initial: initialRow(table, { key: target.key, given }) };
  const node: FoldNode = {
    kind: "projection",
    form: "fold",
    name,
    target,
    ...first,
    ...(life === undefined ? {} : { life }),
    // Nothing is of the other type.
    ...processingNode(processing, sequence as Sequential | undefined),
    ...nothingYet,
  };
  // The definition is types only: at run time all folds are alike.
  return unread<FoldDef>(node) as never;
}

function unread<D extends FoldDef>(node: FoldNode): UnreadFold<D> {
  return Object.freeze<UnreadFold<D>>({ node: Object.freeze(node), on: onOf(node) });
}

function readable<D extends FoldDef>(node: FoldNode): Fold<D> {
  return Object.freeze<Fold<D>>({
    node: Object.freeze(node),
    on: onOf(node),
    queries: (queries) => readable({ ...node, queries: queryNodes(queries) }),
  });
}

function onOf<D extends FoldDef>(node: FoldNode): UnreadFold<D>["on"] {
  return ({ node: { name } }: AggregatePhase, handlers: object, key?: Pick<AddedHandlers, "by" | "byVersion">) =>
    readable<D>(withHandlers(node, { aggregate: name, handlers, ...key }));
}
