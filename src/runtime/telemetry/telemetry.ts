import type { EngineMetrics } from "./engine-metrics.ts";
import type { SpanAttributes } from "./span-attributes.ts";

/** Where a message comes from: the headers of W3C Trace Context, as they travel in metadata. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** A span to begin. */
export interface SpanStart {
  /** Of few different values: names of commands, aggregates and processors, never ids. */
  readonly name: string;
  readonly kind: "internal" | "producer" | "consumer";
  /** Where it hangs; without one it begins a trace. */
  readonly parent?: TraceContext | undefined;
  /** The span that is active where it begins comes first, unless it belongs to another trace than `parent`. Default false. */
  readonly active?: boolean;
  /** What led to it, where that is more than one thing, or belongs to another trace. */
  readonly links?: readonly TraceContext[];
  readonly attributes?: SpanAttributes;
}

/** A stretch of the engine's work that somebody looks at. Nothing of it throws. */
export interface TelemetrySpan {
  /** What messages carry that come of it. */
  readonly context: TraceContext;
  child(start: Pick<SpanStart, "name" | "attributes">): TelemetrySpan;
  set(attributes: SpanAttributes): void;
  /** Records what was thrown, and that the span failed. */
  fail(error: unknown): void;
  /** To be called once, also after `fail`. */
  end(): void;
  /** Runs work with this span as the active one, for a user's code and the libraries it calls. */
  within<Result>(work: () => Result): Result;
}

/** Where an engine tells of its work: `otelTelemetry()` of `myelin/otel` brings it to OpenTelemetry. */
export interface Telemetry {
  /**
   * Whether anybody looks at spans now. Asked for every command and batch, so it must cost next to nothing; while it is false no span is made.
   */
  readonly tracing: boolean;
  span(start: SpanStart): TelemetrySpan;
  /** Called once by each engine that starts with metrics. Returns how to leave, when the engine has stopped. */
  meter(metrics: EngineMetrics): () => void;
}
