import { expect, it } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { appendOf, loadOne } from "../../src/testing/store-contract/requests.ts";
import { gate } from "../support/gate.ts";

const stream = { type: "thing", id: "s" };
const request = (command: string) => appendOf({ stream, command, events: [{ id: `e-${command}` }] });

it("exclusive work in memory is busy when its key is held longer than the store waits", async () => {
  const clock = manualClock();
  const { events } = memoryStore({ clock, waitMs: 100 });
  const held = gate();
  const first = events.exclusive({ keys: ["a", "b"], work: () => held.passed });
  const second = events.exclusive({ keys: ["0", "b"], work: async () => "begun" });
  await expect.poll(() => clock.sleeping).toBe(1);
  await clock.advance(99);
  expect(clock.sleeping).toBe(1);
  await clock.advance(1);
  expect(await second).toEqual({ kind: "busy" });
  // What it had taken before it gave up is free, too.
  expect(await events.exclusive({ keys: ["0"], work: async () => 1 })).toEqual({ kind: "done", value: 1 });
  held.open();
  await first;
  expect(await events.exclusive({ keys: ["b"], work: async () => 2 })).toEqual({ kind: "done", value: 2 });
});

it("exclusive work in memory that does not wait takes all of its keys at once or none", async () => {
  const { events } = memoryStore({ clock: manualClock() });
  const held = gate();
  const first = events.exclusive({ keys: ["a", "b"], wait: false, work: () => held.passed });
  // Called before the first one has had a turn: it finds "b" taken nevertheless.
  const second = events.exclusive({ keys: ["b"], wait: false, work: async () => "begun" });
  expect(await second).toEqual({ kind: "busy" });
  held.open();
  expect(await first).toMatchObject({ kind: "done" });
});

it("exclusive works in memory that wait for one key begin in the order they came", async () => {
  const { events } = memoryStore({ clock: manualClock() });
  const [held, order] = [gate(), [] as number[]];
  const first = events.exclusive({ keys: ["k"], work: () => held.passed });
  const works = [1, 2, 3, 4].map((n) => events.exclusive({ keys: ["k"], work: async () => void order.push(n) }));
  held.open();
  await Promise.all([first, ...works]);
  expect(order).toEqual([1, 2, 3, 4]);
});

it.each([
  ["conflicts when that one ends well", false, "conflict"],
  ["is stored when that one fails", true, "appended"],
])("an append in memory behind exclusive work that has appended waits and %s", async (_, fails, kind) => {
  const store = memoryStore({ clock: manualClock() });
  const [appended, held] = [gate(), gate()];
  const first = store.events.exclusive({
    keys: ["k"],
    work: async ({ append }) => {
      await append([request("c1")]);
      appended.open();
      await held.passed;
      if (fails) throw new Error("of the work");
    },
  });
  const settled = first.catch(() => {});
  await appended.passed;
  const seen: string[] = [];
  const second = store.events.append([request("c2")]).then(([result]) => seen.push(result?.kind ?? "none"));
  await loadOne(store, { stream, after: 0 });
  expect(seen).toEqual([]);
  held.open();
  await Promise.all([settled, second]);
  expect(seen).toEqual([kind]);
  const { events } = await loadOne(store, { stream, after: 0 });
  expect(events.map(({ id, position }) => [id, position])).toEqual([[fails ? "e-c2" : "e-c1", "1"]]);
});

it("leases and ages in memory go by the clock", async () => {
  const clock = manualClock();
  const { commands } = memoryStore({ clock });
  await commands.accept({ id: "c", hash: "h", submission: null, leaseMs: 1_000 });
  const take = () => commands.take({ limit: 1, leaseMs: 1_000 });
  await clock.advance(999);
  expect(await take()).toEqual([]);
  await clock.advance(1);
  expect(await take()).toMatchObject([{ id: "c", attempt: 2 }]);
  await clock.advance(5_000);
  await commands.fail({ id: "c", attempt: 2 }, { code: "internal", message: "broken" });
  const sweep = () => commands.sweep({ keptMs: 1_000, limit: 1 });
  await clock.advance(999);
  expect(await sweep()).toBe(0);
  await clock.advance(1);
  expect(await sweep()).toBe(1);
});
