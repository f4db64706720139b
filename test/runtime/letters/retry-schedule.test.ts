import { expect, test } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { retrySchedule } from "../../../src/runtime/letters/retry-schedule.ts";
import { manualClock } from "../../../src/testing/manual-clock.ts";
import { openScene, processor, type Scene } from "./scene.ts";

const every = 60_000;

async function scheduled(run: (scene: Scene, advance: (ms: number) => Promise<void>) => Promise<void>): Promise<void> {
  const clock = manualClock();
  const scene = await openScene({ store: memoryStore({ clock }), policy: { retryEvery: every } });
  const stop = new AbortController();
  const running = retrySchedule({ ...scene.ports, clock }).run(stop.signal);
  scene.broken.add(1);
  await scene.append("a", 1, 2);
  await scene.work();
  scene.handled.length = 0;
  try {
    await run(scene, clock.advance);
  } finally {
    stop.abort();
    await running;
  }
}

test("a parked sequence is tried again by itself, so long after it was touched", () =>
  scheduled(async ({ handled, broken, numbers, announced }, advance) => {
    // It was parked at the beginning.
    await advance(every - 1);
    expect(handled).toEqual([]);
    await advance(1);
    expect(handled).toEqual([1]);
    await advance(every - 1);
    expect(handled).toEqual([1]);
    broken.clear();
    await advance(1);
    expect(handled).toEqual([1, 1, 2]);
    expect(await numbers("a")).toBe("1 2");
    expect(await announced()).toEqual(["SequenceParked a", "SequenceResumed a"]);
  }));

test("letters of a paused processor wait until it is resumed", () =>
  scheduled(async ({ store, handled }, advance) => {
    await store.segments.pause(processor, true);
    await advance(3 * every);
    expect(handled).toEqual([]);
    await store.segments.pause(processor, false);
    await advance(every / 4);
    expect(handled).toEqual([1]);
  }));
