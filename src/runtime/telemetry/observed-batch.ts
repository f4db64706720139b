import type { Claim } from "../../store/segment-store.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import type { SpanAttributes } from "./span-attributes.ts";
import type { SpanStart, Telemetry, TelemetrySpan, TraceContext } from "./telemetry.ts";
import { traceIdOf, traceOf } from "./trace-context.ts";

/** Links of one span, at most: what exporters keep by default. */
const mostLinks = 128;

/** A batch that somebody looks at. */
export interface ObservedBatch {
  readonly span: TelemetrySpan;
  /**
   * A span for one event of it. It continues the trace of the event's command: below the batch where that is the batch's trace, too, else linked
   * to the batch.
   */
  begin(start: Pick<SpanStart, "name" | "attributes">, trace: TraceContext | undefined): TelemetrySpan;
}

export interface ObservedFacts {
  readonly telemetry: Telemetry;
  readonly claim: Pick<Claim, "processor" | "id" | "mask">;
}

/** Begins a batch. One event's trace is continued; those of several are linked, each once. */
export function observeBatch(events: readonly ProcessorEvent[], { telemetry, claim }: ObservedFacts): ObservedBatch {
  const { processor, id, mask } = claim;
  const [only] = events;
  const parent = events.length === 1 && only !== undefined ? traceOf(only.event.metadata) : undefined;
  const span = telemetry.span({
    name: `process ${processor}`,
    kind: "consumer",
    parent,
    links: parent === undefined ? linksOf(events) : [],
    attributes: Object.assign(processAttributes(processor), {
      "messaging.destination.partition.id": `${id}/${mask}`,
      "messaging.batch.message_count": events.length,
    }),
  });
  return {
    span,
    begin: ({ name, attributes = {} }, trace) =>
      trace === undefined || traceIdOf(trace) === traceIdOf(span.context)
        ? span.child({ name, attributes })
        : telemetry.span({ name, kind: "consumer", parent: trace, links: [span.context], attributes }),
  };
}

function linksOf(events: readonly ProcessorEvent[]): readonly TraceContext[] {
  const links = new Map<string, TraceContext>();
  for (const { event } of events) {
    const trace = traceOf(event.metadata);
    if (trace !== undefined) links.set(trace.traceparent, trace);
    if (links.size === mostLinks) break;
  }
  return [...links.values()];
}

/** What every span of a processor has. */
export function processAttributes(processor: string): Record<string, string | number | boolean> {
  return {
    "messaging.system": "myelin",
    "messaging.operation.name": "process",
    "messaging.operation.type": "process",
    "messaging.consumer.group.name": processor,
  };
}

/** What every span of one event has. */
export function eventAttributes(
  { event }: Pick<ProcessorEvent, "event">,
  { processor, act }: { readonly processor: string; readonly act: string },
): SpanAttributes {
  const { id, type, position, stream, correlationId } = event;
  return Object.assign(processAttributes(processor), {
    "messaging.operation.name": act,
    "messaging.message.id": id,
    "messaging.message.conversation_id": correlationId,
    "myelin.event.type": type,
    "myelin.event.position": position,
    "myelin.stream.type": stream.type,
    "myelin.stream.id": stream.id,
  });
}

/** One event of a batch, and what is done with it. */
export interface ObservedEvent {
  readonly observed: ObservedBatch | undefined;
  readonly item: ProcessorEvent;
  readonly processor: string;
  /** `handle`, or `park`. */
  readonly act: "handle" | "park";
}

/** Does something with one event, within a span of its own where somebody looks. */
export function duringEvent<Result>(
  { observed, item, processor, act }: ObservedEvent,
  work: (span: TelemetrySpan | undefined) => Promise<Result>,
): Promise<Result> {
  if (observed === undefined) return work(undefined);
  const name = act === "handle" ? `handle ${item.event.type}` : `park ${processor}`;
  const attributes = eventAttributes(item, { processor, act });
  const span = observed.begin({ name, attributes }, traceOf(item.event.metadata));
  return withinSpan(span, work);
}

/** Work with a span as the active one, which ends as the work does. */
export async function withinSpan<Result>(
  span: TelemetrySpan,
  work: (span: TelemetrySpan) => Promise<Result>,
): Promise<Result> {
  try {
    return await span.within(() => work(span));
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
}
