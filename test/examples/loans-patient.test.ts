import { describe, expect, it } from "vitest";
import type { HttpAnswer, HttpRequest } from "../../examples/loans/replay/http-to.ts";
import { patient } from "../../examples/loans/replay/patient.ts";
import { submit } from "../../examples/loans/replay/submit.ts";

const done = answer(200, { duplicate: false, position: "12" });
const command = { name: "SubmitApplication", payload: { applicationId: "7" } };

function answer(status: number, body: object, headers: HttpAnswer["headers"] = {}): HttpAnswer {
  return { status, headers, text: JSON.stringify(body) };
}

/** A server that answers as scripted, and what it was asked. */
function scripted(...script: readonly (HttpAnswer | Error)[]) {
  const asked: HttpRequest[] = [];
  const slept: number[] = [];
  const http = async (request: HttpRequest): Promise<HttpAnswer> => {
    const next = script[asked.push(request) - 1];
    if (next === undefined || next instanceof Error) throw next ?? new Error("asked too often");
    return next;
  };
  return {
    asked,
    slept,
    submit: (patienceMs?: number) =>
      submit(
        patient(http, {
          ...(patienceMs === undefined ? {} : { patienceMs }),
          sleep: async (ms) => {
            slept.push(ms);
          },
        }),
        { command, key: "row-1" },
      ),
  };
}

describe("a patient replayer", () => {
  it.each([
    ["a refused connection", new Error("connect ECONNREFUSED")],
    ["a connection that broke", new Error("socket hang up")],
    ["429 overloaded", answer(429, { code: "overloaded" })],
    ["503 unavailable", answer(503, { code: "unavailable" })],
    ["503 outcome_unknown", answer(503, { code: "outcome_unknown" })],
    ["504 timeout", answer(504, { code: "timeout" })],
    ["502 of a proxy", answer(502, {})],
    ["409 in_progress", answer(409, { code: "in_progress" })],
    ["409 version_conflict", answer(409, { code: "version_conflict" })],
  ])("sends the same request again after %s", async (_, trouble) => {
    const server = scripted(trouble, trouble, trouble, done);
    expect(await server.submit()).toEqual({ ok: true, duplicate: false, position: "12" });
    expect(server.asked).toHaveLength(4);
    expect(new Set(server.asked.map((request) => JSON.stringify(request))).size).toBe(1);
    expect(server.asked[0]?.headers).toMatchObject({ "idempotency-key": "row-1" });
  });

  it("waits longer each time, up to two seconds", async () => {
    const server = scripted(...Array.from({ length: 12 }, () => new Error("connect ECONNREFUSED")), done);
    await server.submit();
    server.slept.forEach((ms, attempt) => {
      expect(ms).toBeLessThanOrEqual(Math.min(2_000, 50 * 2 ** attempt));
      expect(ms).toBeGreaterThanOrEqual(Math.min(1_000, 25 * 2 ** attempt));
    });
  });

  it("waits as long as the server asks for", async () => {
    const server = scripted(answer(429, { code: "overloaded" }, { "retry-after": "3" }), done);
    await server.submit();
    expect(server.slept).toEqual([3_000]);
  });

  it("gives up when its patience ends, and says what to do", async () => {
    await expect(scripted(new Error("connect ECONNREFUSED")).submit(-1)).rejects.toThrow(
      "Cannot send /commands/SubmitApplication: connect ECONNREFUSED; start the server and replay again, it goes on where it was",
    );
  });

  it("takes a domain rejection as an outcome", async () => {
    const server = scripted(answer(422, { code: "rejected", reason: "AlreadySubmitted" }));
    expect(await server.submit()).toEqual({ ok: false, reason: "AlreadySubmitted" });
  });

  it.each([
    answer(400, { code: "invalid_command" }),
    answer(404, { code: "unknown_command" }),
    answer(409, { code: "something_else" }),
    answer(422, { code: "idempotency_mismatch" }),
    answer(500, { code: "handler_failed" }),
  ])("stops at $status, which sending again would not change", async (wrong) => {
    const server = scripted(wrong, done);
    await expect(server.submit()).rejects.toThrow(
      `Cannot submit SubmitApplication with key "row-1": the server answers ${wrong.status} ${wrong.text}`,
    );
    expect(server.asked).toHaveLength(1);
  });
});
