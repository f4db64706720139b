import { describe, expect, it } from "vitest";
import { judgeFaults } from "../judges/judge-faults.ts";
import { stopMs } from "../node/node-settings.ts";
import { drawSchedule } from "./draw-schedule.ts";

describe("schedule of faults", () => {
  it("is the same for the same seed, and another for another", () => {
    const options = { seed: 7, seconds: 90, nodes: 3 };
    expect(drawSchedule(options)).toEqual(drawSchedule(options));
    expect(drawSchedule({ ...options, seed: 8 })).not.toEqual(drawSchedule(options));
  });

  it.each([15, 30, 60, 90, 600])(
    "holds enough faults in each minute of %i seconds, in order, before the end",
    (seconds) => {
      for (let seed = 0; seed < 20; seed++) {
        const faults = drawSchedule({ seed, seconds, nodes: 4 });
        expect(judgeFaults(faults, seconds)).toEqual([]);
        expect(faults.map(({ atMs }) => atMs)).toEqual(faults.map(({ atMs }) => atMs).sort((a, b) => a - b));
        expect(faults.every(({ atMs, target }) => atMs >= 0 && atMs < seconds * 1000 && target < 4)).toBe(true);
      }
    },
  );

  it("kills no node while it is stopped", () => {
    for (let seed = 0; seed < 50; seed++) {
      const faults = drawSchedule({ seed, seconds: 60, nodes: 3 });
      const stops = faults.filter(({ kind }) => kind === "stop");
      const killed = faults.filter(
        ({ kind, target, atMs }) =>
          kind === "kill" &&
          stops.some((stop) => stop.target === target && atMs >= stop.atMs && atMs <= stop.atMs + stopMs),
      );
      expect(killed).toEqual([]);
    }
  });
});
