import { type Context, context, type Span, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { isMyelinError, messageOf, type TelemetrySpan, type TraceContext } from "../../src/runtime/mod.ts";
import { contextOf } from "./trace-text.ts";

export interface SpanSurroundings {
  readonly tracer: Tracer;
  /** In which it began. */
  readonly parent: Context;
}

/** A span of OpenTelemetry as the engine uses it. */
export function otelSpan(span: Span, surroundings: SpanSurroundings): TelemetrySpan {
  return new OtelSpan(span, surroundings);
}

/** A class, as there are several for each command while somebody looks. */
class OtelSpan implements TelemetrySpan {
  readonly context: TraceContext;
  private readonly span: Span;
  private readonly tracer: Tracer;
  private readonly inside: Context;

  constructor(span: Span, { tracer, parent }: SpanSurroundings) {
    this.span = span;
    this.tracer = tracer;
    this.inside = trace.setSpan(parent, span);
    this.context = contextOf(span.spanContext());
  }

  child({ name, attributes = {} }: Parameters<TelemetrySpan["child"]>[0]): TelemetrySpan {
    return otelSpan(this.tracer.startSpan(name, { attributes }, this.inside), {
      tracer: this.tracer,
      parent: this.inside,
    });
  }

  set(attributes: Parameters<TelemetrySpan["set"]>[0]): void {
    this.span.setAttributes(attributes);
  }

  fail(error: unknown): void {
    const type = isMyelinError(error) ? error.code : "_OTHER";
    this.span.setAttribute("error.type", type);
    this.span.recordException(thrownBy(error));
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
  }

  end(): void {
    this.span.end();
  }

  within<Result>(work: () => Result): Result {
    return context.with(this.inside, work);
  }
}

/** What a user's code threw stands behind the engine's words: its stack leads to the line. */
function thrownBy(error: unknown): Error | string {
  if (!(error instanceof Error)) return messageOf(error);
  return isMyelinError(error) && error.cause instanceof Error ? error.cause : error;
}
