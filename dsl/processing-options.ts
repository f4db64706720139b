import type { ProcessingNode } from "../src/model/node.ts";
import type { PolicyNode } from "../src/model/policy-node.ts";
import type { Position } from "../src/model/position.ts";
import type { FailureNode, StartNode } from "../src/model/processor-node.ts";
import type { EventPolicy } from "./event-sequence.ts";

/** How a projection or reactor goes along the log. */
export interface ProcessingOptions {
  /** What becomes of an event whose handler failed: `halt()`, `skip()` or `deadLetter()`. Default: `deadLetter()`. */
  readonly onFailure?: FailureNode;
  /** Where it begins that has never run; afterwards only a reset changes where it stands. Default: the first event. */
  readonly from?: StartFrom;
  /** Into how many segments it is cut at its first start, 1 to 1,024; afterwards only split and merge change it. Default: 16. */
  readonly segments?: number;
}

/** A place in the log: its first event, behind its last one, behind a position, or the first event recorded at a time or later. */
export type StartFrom = "first" | "latest" | { readonly position: Position } | { readonly time: Date };

/** The part of a node that says how it goes along the log. */
export function processingNode(
  { onFailure, from, segments }: ProcessingOptions,
  sequence: EventPolicy | undefined,
): ProcessingNode {
  return {
    ...(onFailure === undefined ? {} : { onFailure }),
    // Combinators have refused in words whatever is no policy.
    ...(sequence === undefined ? {} : { sequence: sequence as PolicyNode }),
    ...(from === undefined ? {} : { from: Object.freeze(startNode(from)) }),
    ...(segments === undefined ? {} : { segments }),
  };
}

function startNode(from: StartFrom): StartNode {
  if (typeof from === "string") return { kind: from };
  return "position" in from
    ? { kind: "position", position: from.position }
    : { kind: "time", time: new Date(from.time) };
}
