import type { FoldNode, ProjectionContext } from "../src/model/node.ts";
import type { AggregatePhase, CheckFinished, EventsOf } from "./any-aggregate.ts";
import type { Database } from "./database.ts";
import type { Invalid } from "./invalid.ts";
import type { StrayFields } from "./no-stray.ts";
import type { FoldDef } from "./projection-def.ts";
import type { Query, TypesOfQuery } from "./query.ts";
import type { KeyValues } from "./table-types.ts";

/** What a handler finds: the row, or undefined where none exists and no initial values were given. */
export type Found<D extends FoldDef> = D["initial"] extends true ? D["row"] : D["row"] | undefined;

/** What a handler answers with: a patch over the initial values, else a whole row. The key may be left out. */
export type Written<D extends FoldDef> = D["initial"] extends true
  ? Partial<D["row"]>
  : Omit<D["row"], D["key"][number]> & Partial<D["row"]>;

/** By event, what it does to its row: an answer is written, null deletes the row, undefined leaves it. */
export type FoldHandlers<Found, Written, Events> = {
  readonly [K in keyof Events]?: (row: Found, data: Events[K], event: ProjectionContext) => Written | null | undefined;
};

/**
 * The handlers once more, for the keys that are there: only where a key is required does the compiler point inside the arrow. The
 * constraint of `H` lets any object pass, so that it is this type that judges; one mapped type for all checks costs half.
 */
export type CheckHandlers<D extends FoldDef, Events, H> = {
  readonly [K in keyof H]: K extends keyof Events
    ? [StrayFields<H[K], D["row"]>] extends [never]
      ? (row: Found<D>, data: Events[K], event: ProjectionContext) => Written<D> | null | undefined
      : (...args: never[]) => Invalid<`the row has no field \`${StrayFields<H[K], D["row"]> & string}\``>
    : Invalid<`event \`${K & string}\` is not declared`>;
};

/** The value of the row's key, or its values in the key's order. */
type KeyAnswer<Values> = Values extends readonly [infer Only] ? Only | Values : Values;

/** Names the row where it is not the stream's. */
export interface ByKey<Data, D extends FoldDef> {
  /** The key of the event's row. It depends on the event alone. */
  readonly by: (data: Data, event: ProjectionContext) => KeyAnswer<KeyValues<D["row"], D["key"]>>;
  /**
   * Counted up when `by` gives other keys than before, or when an event moves to another `on` of its aggregate; default 1. A node
   * that says otherwise than the projection began with may not go on with it.
   */
  readonly byVersion?: number;
}

/** Without `by`, the key has to be one column that takes a stream's id. */
export type NeedsBy<D extends FoldDef> =
  KeyValues<D["row"], D["key"]> extends readonly [infer Only]
    ? string extends Only
      ? unknown
      : Invalid<"the key of the row is not text, so the id of a stream cannot be it; name the key with `by` in the third argument">
    : Invalid<"the key of the row has several columns; name their values with `by` in the third argument">;

/** Appends to several streams would write one row, and wait for each other. */
export type NotInline<D extends FoldDef> = D["life"] extends "inline"
  ? { readonly by: Invalid<"an inline fold has a row for each stream, so `by` cannot name another"> }
  : unknown;

/** Loose in the constraint, strict in the check: a constraint that fails would take the place of `H`. */
export type LooseHandlers<D extends FoldDef, A extends AggregatePhase> = FoldHandlers<
  Found<D>,
  Written<D> | object,
  EventsOf<A>
>;

/** Data of the events that are handled. */
export type EventData<A extends AggregatePhase, H> = EventsOf<A>[keyof H & keyof EventsOf<A>];

/** A fold projection with its table: it needs `on`. */
export interface UnreadFold<D extends FoldDef> {
  readonly node: FoldNode;
  /** What events of one aggregate do to the rows. Each event finds one row: that of its stream, or that which `by` names. */
  on<A extends AggregatePhase, H extends LooseHandlers<D, A>>(
    aggregate: A & CheckFinished<A>,
    handlers: H & CheckHandlers<D, EventsOf<A>, H> & NeedsBy<D>,
  ): Fold<D>;
  on<A extends AggregatePhase, H extends LooseHandlers<D, A>>(
    aggregate: A & CheckFinished<A>,
    handlers: H & CheckHandlers<D, EventsOf<A>, H>,
    options: ByKey<EventData<A, H>, D> & NotInline<D>,
  ): Fold<D>;
}

/** Rows of the projection, read by key. */
export interface Rows<Row, Key extends readonly unknown[]> {
  get(...key: Key): Promise<Row | undefined>;
  /** All rows, ordered by key. For tables that fit in memory. */
  list(): Promise<readonly Row[]>;
}

/** What a query of a fold projection can use. */
export interface FoldQueryTools<Row, Key extends readonly unknown[]> {
  readonly db: Database;
  /** Works on every store, also without SQL. */
  readonly rows: Rows<Row, Key>;
}

/** A finished fold projection: goes into an application. */
export interface Fold<D extends FoldDef> extends UnreadFold<D> {
  /** What can be asked. */
  queries<
    Q extends Readonly<
      Record<string, Query<unknown, unknown, FoldQueryTools<D["row"], KeyValues<D["row"], D["key"]>>>>
    >,
  >(
    queries: Q,
  ): Fold<{
    readonly name: D["name"];
    readonly row: D["row"];
    readonly key: D["key"];
    readonly initial: D["initial"];
    readonly life: D["life"];
    readonly queries: { readonly [K in keyof Q]: TypesOfQuery<Q[K]> };
  }>;
  /** Types only; never there at run time. */
  readonly "~types"?: D | undefined;
}
