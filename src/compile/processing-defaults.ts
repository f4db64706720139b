import { defaultFailure, defaultSegments } from "../model/processor-defaults.ts";
import type { Delivery } from "../model/processor-node.ts";
import type { ProcessorTable } from "../model/tables.ts";

/** What a processor does where its declaration says nothing. */
export type ProcessingDefaults = Pick<ProcessorTable, "onFailure" | "from" | "segments">;

const kept: ProcessingDefaults = Object.freeze({
  onFailure: defaultFailure,
  from: Object.freeze({ kind: "first" }),
  segments: defaultSegments,
});

const passing: ProcessingDefaults = Object.freeze({
  onFailure: Object.freeze({ kind: "skip" }),
  from: Object.freeze({ kind: "latest" }),
  segments: 1,
});

/** Broadcast and local reactors keep nothing: from now on, in one piece, and whatever fails is passed over. */
export function processingDefaults(delivery: Delivery = "competing"): ProcessingDefaults {
  return delivery === "competing" ? kept : passing;
}
