import type { AppendRequest, StreamHead } from "../../store/event-store.ts";
import type { CommandEnvelope } from "./command-envelope.ts";
import type { Decided } from "./decide-command.ts";

/** What the store has to do for a decided command. Without events it confirms the head that was decided on. */
export function appendRequest(
  envelope: CommandEnvelope,
  { decided, head }: { decided: Decided; head: StreamHead },
): AppendRequest {
  const { version, eventId } = head;
  const { id, table, correlationId, causationId } = envelope;
  const command = { id, name: table.name, correlationId, causationId };
  const keep = keepFor(envelope, decided);
  return {
    stream: envelope.stream,
    expected: { version, eventId },
    events: decided.kind === "events" ? decided.events : [],
    command: keep === undefined ? command : { id, name: table.name, correlationId, causationId, keep },
  };
}

/** Failures are not kept: the command may run again. */
function keepFor({ hash }: CommandEnvelope, decided: Decided): AppendRequest["command"]["keep"] {
  if (hash === undefined || decided.kind === "failure") return undefined;
  return decided.kind === "rejection" ? { hash, rejection: decided.rejection } : { hash };
}
