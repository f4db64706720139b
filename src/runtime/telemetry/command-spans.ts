import type { CommandEnvelope } from "../commands/command-envelope.ts";
import type { CommandSubmission } from "../engine.ts";
import type { TelemetrySpan } from "./telemetry.ts";

/** A submission that somebody looks at. */
export interface SpannedSubmission extends CommandSubmission {
  readonly span?: TelemetrySpan;
}

/** What is known once the command is routed. */
export function describeEnvelope(span: TelemetrySpan, envelope: CommandEnvelope): void {
  const { callerId, correlationId, stream } = envelope;
  span.set({
    "messaging.message.id": callerId,
    "messaging.message.conversation_id": correlationId,
    "myelin.stream.type": stream.type,
    "myelin.stream.id": stream.id,
  });
}

/** Of one part of handling a command; undefined where nobody looks. */
export function partSpan(
  { span, table }: CommandEnvelope,
  part: "load" | "decide" | "append",
): TelemetrySpan | undefined {
  if (span === undefined) return undefined;
  return span.child({ name: `${part} ${part === "decide" ? table.name : table.aggregate}` });
}

/** Ends a part as the work ended. */
export async function during<Result>(span: TelemetrySpan, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
}

/** Of many commands that share a statement. */
export async function duringAll<Result>(spans: readonly TelemetrySpan[], work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    for (const span of spans) span.fail(error);
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}
