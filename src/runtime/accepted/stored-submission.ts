import { isRecord, type Json, type JsonObject } from "../../base/json.ts";
import type { CommandSubmission } from "../engine.ts";

const kept = [
  "command",
  "payload",
  "id",
  "scope",
  "expectedVersion",
  "metadata",
  "correlationId",
  "causationId",
  "timeoutMs",
] as const;

/** What of a submission is kept until it is handled. A caller's signal and retry policy end with its process. */
export function toStored(submission: CommandSubmission): JsonObject {
  const entries = kept.flatMap((name) => (submission[name] === undefined ? [] : [[name, submission[name]] as const]));
  // The payload is what a caller sent, so that its schema reads it again: JSON, or what JSON makes of it.
  return JSON.parse(JSON.stringify(Object.fromEntries(entries))) as JsonObject;
}

/** The submission as `toStored` kept it; undefined when the row holds something else. */
export function fromStored(stored: Json): CommandSubmission | undefined {
  if (!isRecord(stored) || typeof stored.command !== "string" || typeof stored.id !== "string") return undefined;
  // Written by toStored alone.
  return { payload: null, ...stored } as unknown as CommandSubmission;
}
