import { HTTPException } from "hono/http-exception";
import { expect, test } from "vitest";
import { errorProblem } from "../../adapters/http/error-problem.ts";
import { problemStatuses } from "../../adapters/http/mod.ts";
import { type ErrorCode, errorCodes, MyelinError } from "../../src/runtime/mod.ts";

// Object.keys knows no literals; the record's type has exactly these keys.
const codes = Object.keys(errorCodes) as ErrorCode[];

test("every engine code has a status, and the statuses of the fixed surface are as it says", () => {
  expect(Object.keys(problemStatuses).sort()).toEqual([...codes, "rejected"].sort());
  const fixed = Object.entries(problemStatuses).map(([code, { status }]) => `${status} ${code}`);
  expect(fixed.sort()).toMatchInlineSnapshot(`
    [
      "400 invalid_command",
      "400 invalid_query",
      "400 malformed_json",
      "401 unauthorized",
      "403 forbidden",
      "403 refused",
      "404 not_found",
      "404 unknown_command",
      "404 unknown_command_id",
      "404 unknown_instance",
      "404 unknown_processor",
      "404 unknown_query",
      "404 unknown_sequence",
      "404 unknown_stream",
      "404 unknown_workflow",
      "405 method_not_allowed",
      "409 cursor_ahead",
      "409 in_progress",
      "409 processor_refused",
      "409 sequence_parked",
      "409 version_conflict",
      "409 workflow_refused",
      "412 precondition_failed",
      "413 payload_too_large",
      "415 unsupported_media_type",
      "422 idempotency_mismatch",
      "422 rejected",
      "429 overloaded",
      "499 aborted",
      "500 handler_failed",
      "500 internal",
      "500 invalid_application",
      "500 invalid_cluster",
      "500 invalid_decision",
      "500 invalid_event",
      "500 invalid_tables",
      "501 unsupported",
      "503 address_in_use",
      "503 contention",
      "503 directory_locked",
      "503 outcome_unknown",
      "503 store_not_ready",
      "503 unavailable",
      "503 unbound_relay",
      "504 timeout",
    ]
  `);
});

test.each(codes)("errorProblem tells %s in full below 500 and in general from there on", (code) => {
  const thrown = new MyelinError(code, "the engine's sentence", { details: { fact: 1 }, cause: new Error("cause") });
  const { detail, members } = errorProblem(thrown);
  const open = problemStatuses[code].status < 500 || code === "timeout";
  expect([detail, members]).toEqual(open ? ["the engine's sentence", { fact: 1 }] : [errorCodes[code], undefined]);
});

test("errorProblem says when to come again where the error does, and where coming again is the mend", () => {
  const after = (code: ErrorCode, details?: Record<string, unknown>): string | undefined =>
    errorProblem(new MyelinError(code, "x", details === undefined ? {} : { details })).headers?.["retry-after"];
  expect([
    after("overloaded"),
    after("overloaded", { retryAfterMs: 2500 }),
    after("unavailable"),
    after("store_not_ready"),
    after("outcome_unknown"),
    after("outcome_unknown", { retryAfterMs: 1 }),
    after("in_progress", { retryAfterMs: 1000 }),
    after("version_conflict"),
    after("invalid_command"),
  ]).toEqual(["1", "3", "1", "5", undefined, "1", "1", undefined, undefined]);
});

test("errorProblem reads the errors of another copy of the package", () => {
  const foreign = Object.assign(new Error("told"), {
    name: "MyelinError",
    code: "unknown_query",
    details: { nearest: [] },
  });
  expect(errorProblem(foreign)).toMatchObject({ code: "unknown_query", detail: "told", members: { nearest: [] } });
});

test("errorProblem takes a code nobody knows for internal", () => {
  const foreign = Object.assign(new Error("told"), { name: "MyelinError", code: "toString", details: {} });
  expect(errorProblem(foreign).code).toBe("internal");
});

test.each([
  [401, "unauthorized"],
  [413, "payload_too_large"],
  [429, "overloaded"],
  [500, "internal"],
  [503, "unavailable"],
] as const)("errorProblem gives what Hono's middleware throws with %i a code", (status, code) => {
  expect(errorProblem(new HTTPException(status, { message: "why" })).code).toBe(code);
});

test("errorProblem keeps the challenge of Hono's authentication", () => {
  const res = new Response("no", { status: 401, headers: { "www-authenticate": "Basic" } });
  expect(errorProblem(new HTTPException(401, { res })).headers).toEqual({ "www-authenticate": "Basic" });
});
