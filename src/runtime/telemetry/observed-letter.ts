import type { ClaimedLetter } from "../../store/letter-store.ts";
import type { LetterSubject } from "../letters/letter-event.ts";
import type { LetterOutcome } from "../letters/letter-handling.ts";
import { eventAttributes, processAttributes, withinSpan } from "./observed-batch.ts";
import type { ObservingPorts } from "./observed-handle.ts";
import type { Telemetry, TelemetrySpan } from "./telemetry.ts";
import { traceOf } from "./trace-context.ts";

/** A letter to be tried again. */
export interface Retrying {
  readonly letter: ClaimedLetter;
  readonly subject: LetterSubject;
  readonly observing: ObservingPorts;
}

/** Tries a letter again, counted, and within a span that continues the trace of its event. */
export async function observedLetter(
  { letter, subject, observing }: Retrying,
  work: (span: TelemetrySpan | undefined) => Promise<LetterOutcome>,
): Promise<LetterOutcome> {
  const { telemetry, metrics } = observing;
  const outcome =
    telemetry?.tracing === true
      ? await withinSpan(letterSpan({ letter, subject }, telemetry), async (span) => told(span, await work(span)))
      : await work(undefined);
  metrics?.count("letterRetries", letter.processor, outcome.kind).add();
  return outcome;
}

function told(span: TelemetrySpan, outcome: LetterOutcome): LetterOutcome {
  span.set({ "myelin.letter.outcome": outcome.kind });
  return outcome;
}

function letterSpan({ letter, subject }: Pick<Retrying, "letter" | "subject">, telemetry: Telemetry): TelemetrySpan {
  const { processor, sequence, index, attempts } = letter;
  const [item] = subject.items;
  const named = item === undefined ? processAttributes(processor) : eventAttributes(item, { processor, act: "retry" });
  return telemetry.span({
    name: `retry ${processor}`,
    kind: "consumer",
    parent: item === undefined ? undefined : traceOf(item.event.metadata),
    attributes: Object.assign({}, named, {
      "messaging.operation.name": "retry",
      "myelin.sequence": sequence,
      "myelin.letter.index": index,
      "myelin.letter.attempts": attempts + 1,
    }),
  });
}
