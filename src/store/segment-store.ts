import type { FoldTarget, Row, RowKey } from "../model/node.ts";
import type { Position } from "../model/position.ts";

/** One segment of a processor: the messages whose key hash satisfies `(hash & mask) === id`. */
export interface SegmentRef {
  readonly processor: string;
  readonly id: number;
  readonly mask: number;
}

/** A segment and where it stands. */
export interface SegmentState extends SegmentRef {
  /** Everything at or before it is handled. */
  readonly position: Position;
}

/** What becomes of one row. */
export interface RowChange {
  readonly key: RowKey;
  /** The whole row, or null to delete it. */
  readonly row: Row | null;
}

/** A fold projection's rows, inside a batch's transaction. */
export interface FoldRows {
  /** The rows that exist, by `rowKeyText`. */
  load(target: FoldTarget, keys: readonly RowKey[]): Promise<ReadonlyMap<string, Row>>;
  /** Keys are distinct within a call. */
  write(target: FoldTarget, changes: readonly RowChange[]): Promise<void>;
}

/** The text under which a row key is found in maps. */
export function rowKeyText(key: RowKey): string {
  return key.length === 1 && typeof key[0] === "string" ? key[0] : JSON.stringify(key);
}

/** What the handlers of a batch may write with; all of it commits with the position, or nothing does. */
export interface BatchTransaction {
  readonly rows: FoldRows;
  /** The drizzle handle of the transaction; throws `unsupported` on use where the store has no SQL. */
  readonly db: unknown;
}

/** What became of a batch; a handler that failed is thrown instead. */
export type WorkResult =
  /** The work and the new position are committed. */
  | { readonly kind: "done" }
  /** Another transaction works on the segment now. */
  | { readonly kind: "busy" }
  /** The segment stands elsewhere than the caller believed; nothing was done. */
  | { readonly kind: "moved"; readonly position: Position };

/** One batch of a segment. */
export interface WorkRequest {
  readonly segment: SegmentRef;
  /** Where the caller believes the segment to stand. */
  readonly from: Position;
  /** Where it stands after `handle`. */
  readonly to: Position;
  readonly handle: (transaction: BatchTransaction) => Promise<void>;
}

/** Where processors stand, and the transactions in which they move. */
export interface SegmentStore {
  /** Makes the processor's first segment (0/0) at the start of the log, if it has none. Safe to call anywhere, at any time. */
  register(processor: string): Promise<void>;
  list(processor: string): Promise<readonly SegmentState[]>;
  /**
   * One batch: takes the segment, checks its position, runs `handle`, moves the position and commits, all in one
   * transaction. An error from `handle` rolls everything back and is thrown as it is.
   */
  work(request: WorkRequest): Promise<WorkResult>;
}
