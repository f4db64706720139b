import type { Log } from "../../base/ports.ts";
import type { LetterFacts, Replay } from "../../model/processor-node.ts";
import type { ClaimedLetter } from "../../store/letter-store.ts";
import type { SegmentStore } from "../../store/segment-store.ts";
import type { React } from "../reactors/reactor-caller.ts";
import type { TelemetrySpan } from "../telemetry/telemetry.ts";
import type { StepPorts } from "../workflows/draft.ts";
import type { LetterSubject } from "./letter-event.ts";
import type { AnyProcessorTable } from "./sequence-of.ts";

/** What became of a claimed letter. */
export type LetterOutcome =
  /** Gone: handled, or given up. `emptied`: it was the last of its sequence. */
  | { readonly kind: "handled" | "given-up"; readonly emptied: boolean }
  /** It stays, with a new cause. */
  | { readonly kind: "requeued" }
  /** It is not this worker's any more; nothing was done. */
  | { readonly kind: "lost" };

/** A claimed letter, and all that handling it needs. */
export interface LetterHandling {
  readonly letter: ClaimedLetter;
  readonly subject: LetterSubject;
  readonly table: AnyProcessorTable;
  readonly replay: Replay | undefined;
  /** Whether it was announced that the sequence is parked. */
  readonly announced: boolean;
  readonly segments: Pick<SegmentStore, "locked">;
  readonly react: React;
  /** For steps of a workflow's instances. */
  readonly steps: () => StepPorts;
  /** Aborted when the letter's claim may have ended, or the node stops. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Undefined while nobody looks. */
  readonly span?: TelemetrySpan | undefined;
}

/** What a handler can see of the letter that it handles. */
export function factsOf({ index, attempts, enqueuedAt, diagnostics }: ClaimedLetter): LetterFacts {
  return { index, attempts: attempts + 1, enqueuedAt, diagnostics };
}
