import type { Metadata } from "../../model/message.ts";
import type { TraceContext } from "./telemetry.ts";

/** Characters that members of `tracestate` may take together; longer ones are dropped. Source: W3C Trace Context, §3.3.1.5. */
const longestState = 512;

/**
 * Whether a text is a `traceparent`. Source: W3C Trace Context, §3.2, which wants a malformed one ignored rather than refused.
 */
export function isTraceparent(value: string): boolean {
  const parts = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-[\x21-\x7e]*)?$/.exec(value);
  if (parts === null || value.length > 255) return false;
  const [, version, traceId, parentId, rest] = parts;
  if (version === "ff" || (version === "00" && rest !== undefined)) return false;
  return !/^0+$/.test(traceId ?? "") && !/^0+$/.test(parentId ?? "");
}

/** Whether a text may go along as `tracestate`. What its members mean is their vendors' matter. */
export function isTracestate(value: string): boolean {
  return value.length <= longestState && /^[\x20-\x7e]+$/.test(value);
}

/** The context that a message carries in its metadata; undefined where there is none, or a malformed one. */
export function traceOf({ traceparent, tracestate }: Metadata): TraceContext | undefined {
  if (typeof traceparent !== "string" || !isTraceparent(traceparent)) return undefined;
  if (typeof tracestate !== "string" || !isTracestate(tracestate)) return { traceparent };
  return { traceparent, tracestate };
}

/** The metadata with this context in place of what they carried. */
export function withTrace(metadata: Metadata, { traceparent, tracestate }: TraceContext): Metadata {
  const { traceparent: _, tracestate: __, ...rest } = metadata;
  return Object.assign(rest, { traceparent }, tracestate === undefined ? undefined : { tracestate });
}

/** Only the context of a message, for what it causes. */
export function traceMetadata(metadata: Metadata): Metadata {
  const { traceparent, tracestate } = metadata;
  if (traceparent === undefined) return {};
  return tracestate === undefined ? { traceparent } : { traceparent, tracestate };
}

/** The 32 hexadecimal digits that all spans of one trace share. */
export function traceIdOf({ traceparent }: Pick<TraceContext, "traceparent">): string {
  return traceparent.slice(3, 35);
}
