import { HTTPException } from "hono/http-exception";
import { errorCodes, isErrorCode, isMyelinError, type MyelinError } from "../../src/runtime/mod.ts";
import type { Problem } from "./problem.ts";
import { type ProblemCode, problemStatuses } from "./statuses.ts";

/** Milliseconds after which a caller that was sent away may come again, where the error does not say. */
const retryAfterMs: Partial<Readonly<Record<ProblemCode, number>>> = {
  overloaded: 1000,
  unavailable: 1000,
  contention: 1000,
  store_not_ready: 5000,
};

/**
 * The answer that middleware gave by throwing it, where it is one this adapter has no code for, such as a 402 or a redirect:
 * the application's own words, passed on as they are.
 */
export function thrownAnswer(thrown: unknown): Response | undefined {
  if (!(thrown instanceof HTTPException) || thrown.status >= 500 || thrown.status in codeByStatus) return undefined;
  return thrown.getResponse();
}

/** The problem that anything thrown becomes. What the engine did not foresee tells nothing of itself. */
export function errorProblem(thrown: unknown): Problem {
  if (isMyelinError(thrown) && Object.hasOwn(problemStatuses, thrown.code)) return engineProblem(thrown);
  if (thrown instanceof HTTPException) return exceptionProblem(thrown);
  return { code: "internal", detail: errorCodes.internal };
}

function engineProblem(error: MyelinError): Problem {
  const { code, message, details } = error;
  const open = speaksForItself(code);
  return {
    code,
    detail: open ? message : errorCodes[code],
    ...(open ? { members: details } : {}),
    headers: retryHeader(details.retryAfterMs ?? retryAfterMs[code]),
  };
}

/** What callers may read of an error that was kept: its own words, or those of its code where it tells of the inside. */
export function publicDetail(code: string, message: string): string {
  if (!isErrorCode(code)) return errorCodes.internal;
  return speaksForItself(code) ? message : errorCodes[code];
}

function retryHeader(afterMs: unknown): Readonly<Record<string, string>> {
  return typeof afterMs === "number" ? { "retry-after": String(Math.max(1, Math.ceil(afterMs / 1000))) } : {};
}

/** A 5xx may have been worded around a driver's or a handler's own message: only the engine's timeout is told in full. */
function speaksForItself(code: ProblemCode): boolean {
  return problemStatuses[code].status < 500 || code === "timeout";
}

/** What Hono's own middleware throws, by its status. */
const codeByStatus: Readonly<Record<number, ProblemCode>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  413: "payload_too_large",
  415: "unsupported_media_type",
  429: "overloaded",
  503: "unavailable",
  504: "timeout",
};

function exceptionProblem(exception: HTTPException): Problem {
  const code = codeByStatus[exception.status] ?? "internal";
  const challenge = exception.res?.headers.get("www-authenticate");
  return {
    code,
    detail: exception.message !== "" && exception.status < 500 ? exception.message : problemStatuses[code].title,
    ...(challenge ? { headers: { "www-authenticate": challenge } } : {}),
  };
}
