import type { Context } from "hono";
import type { StatusCode } from "hono/utils/http-status";
import { type ProblemCode, problemStatuses } from "./statuses.ts";

/** One problem, before it is an answer. */
export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  /** Further members of the problem: `issues`, `reason`, `nearest` … */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A problem as RFC 9457 has it: `application/problem+json`, with the stable `code` beside the standard members. Made by the
 * context, so that headers which middleware has set before come along.
 */
export function problemResponse(context: Context, { code, detail, members, headers }: Problem): Response {
  const { status, title } = problemStatuses[code];
  const standard = { type: `urn:myelin:problem:${code}`, title, status, detail, code };
  // Named first to be read first, and again so that no further member can pass for one of them.
  return context.newResponse(JSON.stringify({ ...standard, ...members, ...standard }), {
    // Hono's type lists the official numbers only, and 499 is none of them.
    status: status as StatusCode,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}
