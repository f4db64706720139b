import { createTraceState, type Link, type SpanContext } from "@opentelemetry/api";
import type { TraceContext } from "../../src/runtime/mod.ts";

/** A span context as messages carry it. Source: W3C Trace Context, §3.2, version 00. */
export function contextOf({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const flags = traceFlags.toString(16).padStart(2, "0");
  const traceparent = `00-${traceId}-${spanId}-${flags}`;
  const tracestate = traceState?.serialize();
  return tracestate === undefined || tracestate === "" ? { traceparent } : { traceparent, tracestate };
}

/** The span that a message comes from. The engine has checked the text; of a later version than 00 the first parts count. */
export function remoteSpan({ traceparent, tracestate }: TraceContext): SpanContext | undefined {
  const [, traceId, spanId, flags] = traceparent.split("-");
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const span = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return tracestate === undefined ? span : { ...span, traceState: createTraceState(tracestate) };
}

export function linkOf(context: TraceContext): Link | undefined {
  const span = remoteSpan(context);
  return span === undefined ? undefined : { context: span };
}
