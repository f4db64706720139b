import { type ProblemCode, problemStatuses } from "./statuses.ts";

/** One problem, before it is an answer. */
export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  /** Further members of the problem: `issues`, `reason`, `nearest` … */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A problem as RFC 9457 has it: `application/problem+json`, with the stable `code` beside the standard members. */
export function problemResponse({ code, detail, members, headers }: Problem): Response {
  const { status, title } = problemStatuses[code];
  const standard = { type: `urn:myelin:problem:${code}`, title, status, detail, code };
  // Named first to be read first, and again so that no further member can pass for one of them.
  return new Response(JSON.stringify({ ...standard, ...members, ...standard }), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}
