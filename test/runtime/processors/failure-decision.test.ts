import { describe, expect, test } from "vitest";
import { deadLetter, halt, MyelinError, skip } from "../../../src/mod.ts";
import { parsePosition, startOfLog } from "../../../src/model/position.ts";
import type { FailureNode } from "../../../src/model/processor-node.ts";
import { backOff, logFailure } from "../../../src/runtime/processors/back-off.ts";
import type { ProcessorEvent } from "../../../src/runtime/processors/event-page.ts";
import { decideFailure, failureMemory } from "../../../src/runtime/processors/failure-decision.ts";

function at(place: number, subIndex = 0): ProcessorEvent {
  const stream = { type: "item", id: "a" };
  const position = parsePosition(String(place)) ?? startOfLog;
  const ids = { id: "e", commandId: "c", correlationId: "c", causationId: "c" };
  const event = { ...ids, stream, version: 1, position, type: "item.Added", schemaVersion: 1, data: {}, metadata: {} };
  return { event: { ...event, recordedAt: new Date(0) }, subIndex, sequence: "a", hash: 0 };
}

function decided(policy: FailureNode, error: unknown, attempts: number): unknown {
  return decideFailure(policy, { processor: "p", sequence: "a", event: at(1).event, error, attempts });
}

const own = new Error("the handler's own");
const nobodys = ["unavailable", "outcome_unknown", "contention", "overloaded", "in_progress"] as const;

describe("what becomes of an event that failed", () => {
  test.each(nobodys)("it is tried again for ever on %s, whatever the policy", (code) => {
    for (const policy of [halt(), skip(), deadLetter({ retries: 0 })])
      expect(decided(policy, new MyelinError(code, "away"), 99)).toEqual({ kind: "halt" });
  });

  test("it is retried with a doubling pause, then becomes a letter", () => {
    const policy = deadLetter({ retries: 3, backoffMs: 10 });
    expect([1, 2, 3, 4].map((attempts) => decided(policy, own, attempts))).toEqual([
      { kind: "retry", pauseMs: 10 },
      { kind: "retry", pauseMs: 20 },
      { kind: "retry", pauseMs: 40 },
      { kind: "letter" },
    ]);
  });

  test("it is passed over where the policy does not want it parked, and parked where the policy throws", () => {
    const throwing = (): boolean => {
      throw new Error("broken");
    };
    expect(decided(deadLetter({ retries: 0, enqueue: () => false }), own, 1)).toEqual({ kind: "skip" });
    expect(decided(deadLetter({ retries: 0, enqueue: throwing }), own, 1)).toEqual({ kind: "letter" });
  });

  test("it is remembered by its place until the segment has passed it", () => {
    const memory = failureMemory();
    for (let place = 1; place <= 50; place++) memory.failed(at(place), own);
    expect(memory.failed(at(50), own).attempts).toBe(2);
    expect(memory.of(at(50, 1))).toBeUndefined();
    memory.passed(at(49).event.position);
    expect([memory.of(at(49)), memory.of(at(50))?.attempts]).toEqual([undefined, 2]);
  });
});

describe("the back-off of a segment", () => {
  test("is 1 s doubling to 60 s for a handler, and 0.1 s doubling to 1 s while the database is away", () => {
    expect([1, 2, 3, 6, 7, 500].map((failures) => backOff(own, failures))).toEqual([
      1_000, 2_000, 4_000, 32_000, 60_000, 60_000,
    ]);
    const away = new MyelinError("unavailable", "away");
    expect([1, 2, 4, 5, 500].map((failures) => backOff(away, failures))).toEqual([100, 200, 800, 1_000, 1_000]);
  });

  test("logs the first failure in full and the others in a line", () => {
    const lines: unknown[] = [];
    const facts = { processor: "p" };
    const error = new MyelinError("handler_failed", "said no", { details: { position: "7" }, cause: own });
    for (const failures of [1, 2, 3])
      logFailure((level, message, told) => lines.push([level, message, told]), { error, failures, facts });
    expect(lines).toEqual([
      ["error", "said no", { processor: "p", position: "7", cause: own.stack }],
      ["warn", 'Processor "p" failed again', { processor: "p", failures: 2 }],
      ["warn", 'Processor "p" failed again', { processor: "p", failures: 3 }],
    ]);
  });
});
