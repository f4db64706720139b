import * as v from "valibot";
import {
  type Json,
  type LetterView,
  type NodeStatus,
  type ParkedSequence,
  type Position,
  type ProcessorOverview,
  parsePosition,
  type RetryResult,
} from "../../../../src/runtime/mod.ts";

const position = v.custom<Position>((value) => typeof value === "string" && parsePosition(value) !== undefined);
// It came as JSON, so whatever stands here is.
const json = v.custom<Json>(() => true);
const time = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
);

export const segments: v.GenericSchema<unknown, { id: number; mask: number }[]> = v.array(
  v.object({ id: v.number(), mask: v.number() }),
);

export const overview: v.GenericSchema<unknown, ProcessorOverview> = v.object({
  name: v.string(),
  kind: v.picklist(["projection", "reactor", "relay", "workflow", "undeclared"]),
  paused: v.boolean(),
  replayingUntil: v.nullable(position),
  nodes: v.array(v.string()),
  parkedSequences: v.number(),
  letters: v.number(),
  rebuild: v.nullable(
    v.object({
      processor: v.string(),
      state: v.picklist(["building", "refused"]),
      why: v.nullable(v.string()),
      position,
      lagEvents: v.number(),
      ageSeconds: v.number(),
      acceptParked: v.boolean(),
      parkedSequences: v.number(),
      letters: v.number(),
      lastError: v.nullable(v.string()),
    }),
  ),
  segments: v.array(
    v.object({
      id: v.number(),
      mask: v.number(),
      position,
      lagEvents: v.number(),
      lagSeconds: v.number(),
      owner: v.nullable(v.string()),
      state: v.picklist(["running", "failing", "paused", "unowned"]),
      lastError: v.nullable(v.string()),
    }),
  ),
});

const sequence = { processor: v.string(), sequence: v.string() };
const letter = {
  ...sequence,
  index: v.number(),
  event: v.object({ inbox: v.exactOptional(v.string()), position, subIndex: v.number() }),
  eventType: v.string(),
  cause: v.nullable(v.object({ type: v.string(), message: v.string(), stack: v.nullable(v.string()) })),
  diagnostics: json,
  attempts: v.number(),
  enqueuedAt: time,
  touchedAt: time,
};

export const parkedSequence: v.GenericSchema<unknown, ParkedSequence> = v.object({
  ...sequence,
  letters: v.number(),
  head: v.object(letter),
});

export const letterView: v.GenericSchema<unknown, LetterView> = v.object({
  ...letter,
  stream: v.nullable(v.object({ type: v.string(), id: v.string() })),
  data: json,
});

export const retryResult: v.GenericSchema<unknown, RetryResult> = v.object({
  sequence: v.nullable(v.object(sequence)),
  handled: v.number(),
  done: v.boolean(),
  stoppedAt: v.nullable(v.object(letter)),
});

export const nodeStatus: v.GenericSchema<unknown, NodeStatus> = v.object({
  id: v.string(),
  address: v.nullable(v.string()),
  loadFactor: v.number(),
  commands: v.number(),
  joinedAt: time,
  leaseMs: v.number(),
  share: v.number(),
  warnings: v.array(v.string()),
  self: v.boolean(),
});
