import { type ErrorCode, isErrorCode, MyelinError } from "../../src/mod.ts";

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The members of a problem; undefined where the answer is none. */
export function problemOf({ headers, text }: Answer): Readonly<Record<string, unknown>> | undefined {
  if (headers.get("content-type")?.startsWith("application/problem+json") !== true) return undefined;
  const value = jsonOf(text);
  // Told apart on this line; arrays have no code.
  return typeof value === "object" && value !== null && "code" in value
    ? (value as Readonly<Record<string, unknown>>) // an object that has names
    : undefined;
}

/** A body as JSON; undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The engine's error that an answer tells of, as if it had happened here. */
export function problemError(answer: Answer, act: string): MyelinError {
  const problem = problemOf(answer);
  if (problem === undefined) return strangeAnswer(answer, act);
  const { type: _, title: __, status: ___, code, detail, ...details } = problem;
  const retryAfterMs = retryAfter(answer.headers);
  return new MyelinError(isErrorCode(code) ? code : "internal", String(detail ?? code), {
    details: retryAfterMs === undefined ? details : { ...details, retryAfterMs },
  });
}

/** Milliseconds that the server asks to wait. */
export function retryAfter(headers: Headers): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return seconds >= 0 ? seconds * 1000 : undefined;
}

/** What proxies and other servers say has no code: the nearest of ours. */
const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  413: "payload_too_large",
  415: "unsupported_media_type",
  429: "overloaded",
  502: "unavailable",
  503: "unavailable",
  504: "unavailable",
};

function strangeAnswer({ status, headers }: Answer, act: string): MyelinError {
  const retryAfterMs = retryAfter(headers);
  const message = `Cannot ${act}: the server answers ${status}, and not as Myelin does; check the address, and what stands before it`;
  return new MyelinError(codeByStatus[status] ?? "internal", message, {
    details: retryAfterMs === undefined ? { status } : { status, retryAfterMs },
  });
}
