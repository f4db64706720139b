import type { Position } from "../model/position.ts";
import type { Replay } from "../model/processor-node.ts";
import type { Segment } from "../model/segment.ts";
import type { SegmentProgress } from "../model/segment-progress.ts";
import type { EventStore } from "./event-store.ts";
import type { Rebuild } from "./rebuild.ts";
import type { Announcement, BatchTransaction } from "./segment-store.ts";

/** A projection that is to be built once more. */
export interface RebuildBeginning {
  readonly processor: string;
  readonly fingerprint: string;
  /** Where the new version begins. */
  readonly start: Position;
  /** What its handlers see as seen for the second time. */
  readonly replay: Replay | undefined;
  readonly acceptParked: boolean;
  /** Whose SQL writes its rows: the engine's, or its handlers' own. */
  readonly form: "fold" | "free";
  /** Those it writes, as the projection declares them: the new version has tables of its own that are like them. */
  readonly tables: readonly object[];
}

/** What became of the beginning of a rebuild. */
export type RebuildBegun =
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly why: "unknown" | "rebuilding" | "inline" }
  /** A table cannot be had twice; `state` and `mend` say why, and what to do. */
  | { readonly kind: "unfit"; readonly state: string; readonly mend: string };

/** What a swap works with. `rows`, `db` and `letters` are those of the new version. */
export interface SwapTransaction extends Pick<BatchTransaction, "rows" | "db" | "letters"> {
  readonly readLog: EventStore["readLog"];
  /** How far the old version has come: nobody moves it. */
  readonly before: readonly (Segment & SegmentProgress)[];
  /** The same of the new one. */
  readonly after: readonly (Segment & SegmentProgress)[];
  /** Keys of the sequences that are parked in either. */
  readonly parked: { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> };
}

/** What is to become of a swap. */
export type SwapVerdict =
  /** Everything up to `to` is handled in the new version; the announcements go with it. */
  | { readonly kind: "swap"; readonly to: Position; readonly announcements: readonly Announcement[] }
  /** All is undone. */
  | { readonly kind: "refused"; readonly why: string };

/** Puts the new version in the old one's place. */
export interface SwapRequest {
  readonly processor: string;
  /** Brings the new version to where the old one stands. */
  readonly handle: (transaction: SwapTransaction) => Promise<SwapVerdict>;
}

/** What became of a swap. */
export type SwapResult =
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly why: string }
  /** There is no rebuild (any more). */
  | { readonly kind: "unknown" }
  /** Another node is at it, or a batch under way did not end in time; nothing was done. */
  | { readonly kind: "busy" };

/**
 * New versions of projections beside those that serve. One is a processor of its own, called `shadowName(processor)`: it has segments,
 * letters and rows of its own, and transactions under its name write its own tables. How it stands is told by its state, and by `rebuild` in
 * the state of the one that it is built for.
 */
export interface RebuildStore {
  /** Makes the new version with empty tables, its segments cut like those of the old one. All of it, or nothing. */
  begin(request: RebuildBeginning): Promise<RebuildBegun>;
  /** Drops the new version with all that it has; `unknown` where there is none. */
  cancel(processor: string): Promise<Exclude<SwapResult["kind"], "refused">>;
  /**
   * In one transaction that holds all segments of both: brings the new version to where the old one stands, makes its rows those of the
   * projection's tables, its segments and letters those of the processor, under later epochs, and drops what is left. Whoever reads
   * sees the old rows or the new ones. An error of `handle` undoes everything and is thrown as it is.
   */
  swap(request: SwapRequest): Promise<SwapResult>;
  /** Notes how it goes; also that parked sequences are accepted from now on. False where there is none. */
  note(processor: string, facts: Pick<Rebuild, "state" | "why"> & { readonly acceptParked?: true }): Promise<boolean>;
}
