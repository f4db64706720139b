import { MyelinError } from "../../base/error.ts";
import type { CommandDone, CommandRejected, CommandResult, RecordedEvent } from "../../model/command-result.ts";
import type { StoredEvent } from "../../model/message.ts";
import type { LoadedStream, RecordedCommand, RejectionRecord, StreamHead } from "../../store/event-store.ts";
import type { CommandEnvelope } from "./command-envelope.ts";

export function doneResult(
  envelope: CommandEnvelope,
  { appended, before }: { appended: readonly RecordedEvent[]; before: StreamHead },
): CommandDone {
  const last = appended.at(-1) ?? before;
  return {
    ok: true,
    commandId: envelope.callerId,
    stream: envelope.stream,
    version: last.version,
    position: last.position,
    events: appended,
    duplicate: false,
  };
}

export function rejectedResult(
  envelope: CommandEnvelope,
  { reason, data, sentence }: RejectionRecord,
): CommandRejected {
  return { ok: false, commandId: envelope.callerId, stream: envelope.stream, reason, data, sentence, duplicate: false };
}

/**
 * The outcome that is kept under the command's id.
 *
 * @throws MyelinError `idempotency_mismatch` when another payload was sent under it.
 */
export function recordedResult(
  envelope: CommandEnvelope,
  { recorded, duplicate }: { recorded: RecordedCommand; duplicate: boolean },
): CommandResult {
  if (recorded.hash !== envelope.hash) throw idMismatch(envelope.callerId);
  return keptResult(recorded, { commandId: envelope.callerId, duplicate });
}

/** A kept outcome, as its callers know it. */
export function keptResult(
  { outcome, stream }: RecordedCommand,
  { commandId, duplicate }: { commandId: string; duplicate: boolean },
): CommandResult {
  if (outcome.status === "rejected") {
    const { reason, data, sentence } = outcome;
    return { ok: false, commandId, stream, reason, data, sentence, duplicate };
  }
  const { version, position, events } = outcome;
  return { ok: true, commandId, stream, version, position, events, duplicate };
}

/** The outcome of an attempt whose answer was lost: its own events, above what was loaded first. */
export function ownResult(
  envelope: CommandEnvelope,
  { loaded, firstVersion }: { loaded: LoadedStream; firstVersion: number },
): CommandDone | undefined {
  const own = loaded.events.filter(({ version, commandId }) => version > firstVersion && commandId === envelope.id);
  return own.length === 0 ? undefined : doneResult(envelope, { appended: own.map(toRecorded), before: loaded.head });
}

function toRecorded({ type, version, position }: StoredEvent): RecordedEvent {
  return { type, version, position };
}

export function idMismatch(callerId: string): MyelinError {
  const message = `Cannot handle command "${callerId}": this id was used before with another command or payload; use a new id for a new command`;
  return new MyelinError("idempotency_mismatch", message);
}
