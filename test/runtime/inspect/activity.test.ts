import { expect, it } from "vitest";
import { activityRecord } from "../../../src/runtime/inspect/activity.ts";
import type { Clock } from "../../../src/runtime/mod.ts";

/** A clock whose sleepers wake one after the other, each time after what they asked for. */
function steppingClock(steps: number, stop: () => void): Clock {
  let now = Date.UTC(2026, 0, 1);
  let left = steps;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      if (left-- === 0) stop();
    },
  };
}

async function record(
  steps: number,
  work: (record: ReturnType<typeof activityRecord>) => Promise<Record<string, number>>,
) {
  const stopping = new AbortController();
  const clock = steppingClock(steps, () => stopping.abort());
  const one: ReturnType<typeof activityRecord> = activityRecord({ clock, lag: () => work(one) });
  await one.run(stopping.signal);
  return one.told();
}

it("each stretch of five seconds tells its own commands, latencies and lag", async () => {
  let round = 0;
  const { since, samples } = await record(3, async (one) => {
    round++;
    for (let nth = 0; nth < round * 10; nth++) one.ended(nth === 0 ? 100 : 2);
    return round === 2 ? { sizes: 7 } : {};
  });
  expect(since).toEqual(new Date("2026-01-01T00:00:00Z"));
  expect(samples.map(({ at, seconds, commands, lag }) => [at.getUTCSeconds(), seconds, commands, lag])).toEqual([
    [5, 5, 10, {}],
    [10, 5, 20, { sizes: 7 }],
    [15, 5, 30, {}],
  ]);
  for (const { p50Ms, p99Ms } of samples) expect([Math.round(p50Ms ?? 0), (p99Ms ?? 0) > 90]).toEqual([2, true]);
});

it("an hour is kept and no more, and a lag that cannot be told is none", async () => {
  const { samples } = await record(1_000, () => Promise.reject(new Error("away")));
  expect(samples).toHaveLength(720);
  expect(samples.at(0)?.at).toEqual(new Date(Date.UTC(2026, 0, 1) + 281 * 5_000));
  expect(
    samples.every(({ commands, p50Ms, lag }) => commands === 0 && p50Ms === null && Object.keys(lag).length === 0),
  ).toBe(true);
});
