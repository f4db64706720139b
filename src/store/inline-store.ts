import type { Position } from "../model/position.ts";
import type { Segment } from "../model/segment.ts";
import type { SegmentProgress } from "../model/segment-progress.ts";
import type { AppendTransaction, EventStore, InlineFold } from "./event-store.ts";

/** What a flip works with: nobody appends meanwhile. */
export interface FlipTransaction extends AppendTransaction {
  readonly readLog: EventStore["readLog"];
  /** The last event of the log. */
  readonly end: Position;
  /** How far the processor has come. */
  readonly segments: readonly (Segment & SegmentProgress)[];
}

/** Makes a processor's fold inline. */
export interface FlipRequest extends InlineFold {
  /** Brings the rows up to the end of the log. */
  readonly handle: (transaction: FlipTransaction) => Promise<void>;
}

/** What became of a flip. */
export type FlipResult =
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly why: "unknown" | "letters" }
  /** Appends or a batch did not end in time; nothing was done. */
  | { readonly kind: "busy" };

/** Which folds appends have to write. */
export interface InlineStore {
  folds(): Promise<readonly InlineFold[]>;
  /**
   * In one transaction that holds all segments and the lock that appends share: handles the rest of the log, sets the segments behind
   * everything that will ever come, so that no batch handles an event again, and has every append from then on carry the fold.
   */
  flip(request: FlipRequest): Promise<FlipResult>;
  /** The fold is its processor's again, which goes on at the end of the log. `unknown` where it is not inline. */
  unflip(processor: string): Promise<FlipResult>;
}

/** How a database that folds others than the caller refuses an append: nothing was stored, and the set has to be looked at again. */
export const otherFolds: Readonly<Record<string, unknown>> = Object.freeze({ otherFolds: true });

/** The set of folds as one text, the same for the same set. */
export function foldsText(folds: readonly InlineFold[]): string {
  return folds.map(({ processor, version }) => `${processor} ${version}`).join(",");
}
