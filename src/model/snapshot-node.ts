import type { Json } from "../base/json.ts";

/** When the state of a stream is kept, so that loading it need not begin at its first event. */
export interface SnapshotNode {
  /** Version of the state's shape: raise it when `initial`, `evolve` or the state's type changes; older snapshots are then ignored. */
  readonly version: number;
  /** After this many events since the last snapshot. */
  readonly everyEvents?: number;
  /** After a load that took at least so many milliseconds. */
  readonly loadingMs?: number;
  /** When one of these events occurs, by their own names. */
  readonly onEvents?: readonly string[];
  /** For states that JSON does not keep as they are. */
  readonly encode?: (state: unknown) => Json;
  readonly decode?: (kept: Json) => unknown;
}
