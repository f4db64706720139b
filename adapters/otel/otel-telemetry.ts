import {
  type Context,
  context,
  isSpanContextValid,
  type Meter,
  type MeterProvider,
  metrics,
  ProxyTracerProvider,
  type Span,
  SpanKind,
  type Tracer,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import type { SpanStart, Telemetry, TelemetrySpan } from "../../src/runtime/mod.ts";
import { meterEngine } from "./meter-engine.ts";
import { otelSpan } from "./otel-span.ts";
import { linkOf, remoteSpan } from "./trace-text.ts";

/** Where spans and metrics go. */
export interface OtelOptions {
  /** Default: the one that is registered with the API, now or later. */
  readonly tracerProvider?: TracerProvider;
  /** Default: the one that is registered with the API when the engine starts. */
  readonly meterProvider?: MeterProvider;
}

/** The name under which instruments are scoped. */
const scope = "myelin";

/**
 * A `telemetry` for `startEngine` that tells OpenTelemetry. As long as no SDK is registered, no span is made. Metrics are read when a
 * reader of the SDK asks; register the SDK before the engine starts. Span context reaches users' code where the SDK has a context manager.
 */
export function otelTelemetry(options: OtelOptions = {}): Telemetry {
  let known: { readonly provider: TracerProvider; readonly tracer: Tracer | undefined } | undefined;
  const tracer = (): Tracer | undefined => {
    const provider = options.tracerProvider ?? trace.getTracerProvider();
    if (known?.provider === provider && known.tracer !== undefined) return known.tracer;
    known = { provider, tracer: tracerOf(provider) };
    return known.tracer;
  };
  return {
    get tracing() {
      return tracer() !== undefined;
    },
    span: (start) => begin(tracer() ?? trace.getTracer(scope), start),
    meter: (engine) => meterEngine(engine, meterOf(options)),
  };
}

/** Undefined while the API has nothing but a place for a provider. */
function tracerOf(provider: TracerProvider): Tracer | undefined {
  if (provider instanceof ProxyTracerProvider) return provider.getDelegateTracer(scope);
  return provider.getTracer(scope);
}

function meterOf({ meterProvider = metrics.getMeterProvider() }: OtelOptions): Meter {
  return meterProvider.getMeter(scope);
}

const kinds = { internal: SpanKind.INTERNAL, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER } as const;

function begin(tracer: Tracer, { name, kind, attributes = {}, links = [], ...start }: SpanStart): TelemetrySpan {
  const parent = parentOf(start);
  const linked = links.flatMap((link) => linkOf(link) ?? []);
  const span = tracer.startSpan(name, { kind: kinds[kind], attributes, links: linked }, parent);
  return otelSpan(span, { tracer, parent });
}

/** The active span says more than a message does that belongs to the same trace: it lies between. */
function parentOf({ parent, active = false }: Pick<SpanStart, "parent" | "active">): Context {
  const here = context.active();
  const current = active ? trace.getSpan(here) : undefined;
  if (parent === undefined) return current === undefined ? trace.deleteSpan(here) : here;
  const sent = remoteSpan(parent);
  if (sent === undefined) return trace.deleteSpan(here);
  if (current !== undefined && isIn(current, sent.traceId)) return here;
  return trace.setSpanContext(here, sent);
}

function isIn(span: Span, traceId: string): boolean {
  const own = span.spanContext();
  return isSpanContextValid(own) && own.traceId === traceId;
}
