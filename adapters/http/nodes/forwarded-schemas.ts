import * as v from "valibot";
import {
  type CommandResult,
  type ErrorCode,
  type ForwardedCommand,
  isErrorCode,
  isRecord,
  type NodeAnswer,
} from "../../../src/runtime/mod.ts";

// What a node sends has its signature: only its form is looked at, in case another version wrote it.
const record = v.custom<Readonly<Record<string, unknown>>>(isRecord);
const text = v.pipe(v.string(), v.maxLength(255));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const forwardedCommand: v.GenericSchema<unknown, ForwardedCommand> = v.object({
  to: text,
  from: text,
  commandId: text,
  dispatched: v.boolean(),
  submission: v.object({
    command: v.string(),
    payload: v.optional(v.unknown(), null),
    id: v.exactOptional(v.string()),
    scope: v.exactOptional(v.string()),
    expectedVersion: v.exactOptional(count),
    metadata: v.exactOptional(v.custom<Record<string, never>>(isRecord)),
    correlationId: v.exactOptional(v.string()),
    causationId: v.exactOptional(v.string()),
    timeoutMs: v.pipe(v.number(), v.minValue(1)),
  }),
});

export const nodeAnswer: v.GenericSchema<unknown, NodeAnswer> = v.object({
  node: v.string(),
  outcome: v.variant("kind", [
    v.object({ kind: v.literal("settled"), result: v.custom<CommandResult>(isResult) }),
    v.object({
      kind: v.literal("failed"),
      error: v.object({ code: v.custom<ErrorCode>(isErrorCode), message: v.string(), details: record }),
    }),
    v.object({ kind: v.literal("misdirected") }),
  ]),
});

function isResult(value: unknown): boolean {
  return isRecord(value) && typeof value.ok === "boolean" && typeof value.commandId === "string";
}
