import type { CommandResult } from "../../model/command-result.ts";
import type { Caller } from "../commands/command-run.ts";
import type { CommandSubmission } from "../engine.ts";
import { errorType } from "./command-metrics.ts";
import type { SpannedSubmission } from "./command-spans.ts";
import type { SpanAttributes } from "./span-attributes.ts";
import type { SpanStart, Telemetry, TelemetrySpan } from "./telemetry.ts";
import { traceOf, withTrace } from "./trace-context.ts";

interface Dispatching {
  readonly telemetry: Telemetry;
  /** Whether the command is declared: names that callers make up are no names of spans. */
  readonly known: boolean;
}

/** Of a command from its submission to its outcome. It continues the trace that its metadata name, else the active one. */
export function dispatchSpan(submission: CommandSubmission, { telemetry, known }: Dispatching): TelemetrySpan {
  return telemetry.span(commandStart(submission, { act: "dispatch", known, kind: "internal" }));
}

/** Of a command that is committed before it is handled. */
export function acceptSpan(submission: CommandSubmission, { telemetry, known }: Dispatching): TelemetrySpan {
  return telemetry.span(commandStart(submission, { act: "accept", known, kind: "producer" }));
}

type Start = Pick<SpanStart, "kind"> & { readonly act: string; readonly known: boolean };

function commandStart({ command, metadata = {} }: CommandSubmission, { act, known, kind }: Start): SpanStart {
  const named = known ? { "myelin.command": command } : undefined;
  return {
    name: known ? `${act} ${command}` : act,
    kind,
    parent: traceOf(metadata),
    active: true,
    attributes: Object.assign({ "messaging.system": "myelin", "messaging.operation.name": act }, named),
  };
}

/** The submission with the span's trace in its metadata, so that all that comes of it continues it. */
export function carrying(submission: CommandSubmission, span: TelemetrySpan): SpannedSubmission {
  const metadata = withTrace(submission.metadata ?? {}, span.context);
  return Object.assign({}, submission, { metadata, span });
}

/** Ends the span with the command's outcome. */
export function spannedCaller({ resolve, reject }: Caller, span: TelemetrySpan): Caller {
  return {
    resolve: (result) => {
      span.set(outcomeAttributes(result));
      span.end();
      resolve(result);
    },
    reject: (error) => {
      span.set({ "myelin.command.outcome": "failed", "error.type": errorType(error) });
      span.fail(error);
      span.end();
      reject(error);
    },
  };
}

function outcomeAttributes(result: CommandResult): SpanAttributes {
  const { duplicate } = result;
  if (!result.ok)
    return { "myelin.command.outcome": "rejected", "myelin.rejection": result.reason, "myelin.duplicate": duplicate };
  const { version, events } = result;
  return {
    "myelin.command.outcome": "done",
    "myelin.stream.version": version,
    "myelin.events.count": events.length,
    "myelin.duplicate": duplicate,
  };
}
