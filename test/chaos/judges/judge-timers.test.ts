import { describe, expect, it } from "vitest";
import { type Firing, type FiringBatch, judgeStale, judgeTimers } from "./judge-timers.ts";

function firing(alarm: string, given: Partial<Firing> = {}): Firing {
  return { alarm, dueAt: 1_000, setAt: 0, firedAt: 1_010, ...given };
}

describe("judge of timers", () => {
  it("counts those that fired, that are missing, that fired twice, and before they were due", () => {
    const found = judgeTimers([firing("a"), firing("b"), firing("b"), firing("c", { firedAt: 999 })], 5);
    expect(found).toMatchObject({ fired: 3, missed: 2, doubled: 1, early: 1, setLate: 0 });
  });

  it("tells lateness from the due time on, or from when it was set", () => {
    const late = [...Array(99).keys()].map((nth) => firing(`a-${nth}`, { firedAt: 1_000 + nth }));
    const { lateness, setLate } = judgeTimers([...late, firing("z", { setAt: 5_000, firedAt: 5_400 })], 100);
    expect(lateness).toEqual({ p50: 49, p99: 98, max: 400 });
    expect(setLate).toBe(1);
  });
});

describe("judge of stale timers", () => {
  const batch = (epoch: number, given: Partial<FiringBatch> = {}): FiringBatch => {
    return { id: 0, mask: 1, epoch, owned: epoch, fired: 3, ...given };
  };

  it("finds none where each owner fires before the next one", () => {
    expect(judgeStale([batch(1), batch(1), batch(2), batch(1, { id: 1 })])).toBe(0);
  });

  it("finds those of an owner whose segment is another's, and those behind a later owner's", () => {
    expect(judgeStale([batch(1, { owned: 2 })])).toBe(3);
    expect(judgeStale([batch(1, { owned: null })])).toBe(3);
    expect(judgeStale([batch(2), batch(1, { fired: 4 })])).toBe(4);
    expect(judgeStale([batch(2, { id: 0, mask: 0 }), batch(1, { id: 1 })])).toBe(3);
    expect(judgeStale([batch(2, { fired: 0 }), batch(1, { fired: 0 })])).toBe(0);
  });
});
