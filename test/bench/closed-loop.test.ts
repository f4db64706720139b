import { describe, expect, it } from "vitest";
import { closedLoop } from "./closed-loop.ts";

/** A clock that each call moves: the loop's figures are then known. */
function moving(stepMs: number) {
  let at = 0;
  const move = (): void => {
    at += stepMs;
  };
  return { now: () => at, move };
}

const always = async (): Promise<boolean> => true;

describe("closed loop", () => {
  it("counts only what is answered within the timed stretch", async () => {
    const clock = moving(10);
    const call = () => always().finally(clock.move);
    const figures = await closedLoop({ call, callers: 1, perCall: 1, rampMs: 50, timedMs: 100, now: clock.now });
    // Answered at 50, 60, … 140; the one at 150 is late, those before 50 are the ramp.
    expect(figures).toEqual({ rate: 100, p50Ms: 10, p99Ms: 10 });
  });

  it("lets a call that lost go on until it is done, and counts it once", async () => {
    const clock = moving(10);
    let calls = 0;
    const call = async (): Promise<boolean> => {
      clock.move();
      return ++calls % 2 === 0;
    };
    const figures = await closedLoop({ call, callers: 1, perCall: 1, rampMs: 0, timedMs: 100, now: clock.now });
    expect(figures).toEqual({ rate: 40, p50Ms: 20, p99Ms: 20 });
  });

  it("goes on where fewer were answered than there are callers, and tells the rate of the whole time", async () => {
    const clock = moving(50);
    const call = () => always().finally(clock.move);
    const figures = await closedLoop({ call, callers: 4, perCall: 1, rampMs: 0, timedMs: 100, now: clock.now });
    // All four are answered at 200, after the stretch; it ends where its third part does.
    expect(figures).toEqual({ rate: 4000 / 300, p50Ms: 200, p99Ms: 200 });
  });

  it("is refused where nothing is answered in ten times the time", async () => {
    const clock = moving(100);
    const call = async (): Promise<boolean> => {
      clock.move();
      return false;
    };
    const loop = closedLoop({ call, callers: 1, perCall: 1, rampMs: 0, timedMs: 100, now: clock.now });
    await expect(loop).rejects.toThrow("nothing was completed within 1000 ms");
  });

  it("has all callers under way at once, each with one call", async () => {
    const clock = moving(1);
    const under = new Set<number>();
    let most = 0;
    const call = async (caller: number): Promise<boolean> => {
      expect(under.has(caller)).toBe(false);
      under.add(caller);
      most = Math.max(most, under.size);
      await Promise.resolve();
      under.delete(caller);
      clock.move();
      return true;
    };
    await closedLoop({ call, callers: 4, perCall: 1, rampMs: 0, timedMs: 100, now: clock.now });
    expect(most).toBe(4);
  });

  it("fails with the first failure, and no caller goes on", async () => {
    const clock = moving(1);
    let calls = 0;
    const call = async (): Promise<boolean> => {
      clock.move();
      if (++calls === 3) throw new Error("the third");
      return true;
    };
    const loop = closedLoop({ call, callers: 2, perCall: 1, rampMs: 0, timedMs: 1000, now: clock.now });
    await expect(loop).rejects.toThrow("the third");
    expect(calls).toBeLessThan(6);
  });
});
