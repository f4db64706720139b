import type { Context } from "hono";
import { type Metadata, MyelinError, type TraceContext, traceOf } from "../../src/runtime/mod.ts";

/** What a command's headers say. */
export interface CommandHeaders {
  readonly id?: string;
  readonly expectedVersion?: number;
  readonly correlationId?: string;
  readonly trace?: TraceContext;
}

/**
 * Reads the headers of `POST /commands/{Command}`.
 *
 * @throws MyelinError `invalid_command` with an issue for the header that is malformed
 */
export function commandHeaders({ req }: Context): CommandHeaders {
  const key = req.header("idempotency-key");
  const match = req.header("if-match");
  const correlation = req.header("correlation-id");
  const trace = traceOf(traceHeaders(req));
  return {
    ...(key === undefined ? {} : { id: messageId("Idempotency-Key", key) }),
    ...(match === undefined ? {} : { expectedVersion: strongVersion(match) }),
    ...(correlation === undefined ? {} : { correlationId: messageId("Correlation-Id", correlation) }),
    ...(trace === undefined ? {} : { trace }),
  };
}

/** The headers of W3C Trace Context, as metadata have them. */
export function traceHeaders(req: Context["req"]): Metadata {
  const [traceparent, tracestate] = [req.header("traceparent"), req.header("tracestate")];
  if (traceparent === undefined) return {};
  return tracestate === undefined ? { traceparent } : { traceparent, tracestate };
}

const plainId = /^[\x20-\x7e]{1,255}$/;
// A string of RFC 9651: printable ASCII in quotes, with \" and \\ as the only escapes.
const quotedId = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/** An id, raw or as a quoted structured-field string: both spellings name the same id. */
function messageId(header: string, value: string): string {
  const id = value.startsWith('"') ? quotedId.exec(value)?.[1]?.replaceAll(/\\(["\\])/g, "$1") : value;
  if (id === undefined || !plainId.test(id))
    throw malformed(header, "it is not 1 to 255 printable ASCII characters, raw or quoted");
  return id;
}

/** `If-Match: "7"` and nothing else: a weak tag, a list or `*` cannot name one version. */
function strongVersion(value: string): number {
  const version = Number(/^"(0|[1-9][0-9]{0,15})"$/.exec(value)?.[1]);
  if (!Number.isSafeInteger(version)) throw malformed("If-Match", 'it is not one version in quotes, such as "7"');
  return version;
}

function malformed(header: string, message: string): MyelinError {
  return new MyelinError("invalid_command", `Cannot read header "${header}": ${message}; mend it`, {
    details: { issues: [{ path: header, message }] },
  });
}
