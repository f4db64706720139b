import * as v from "valibot";
import { expect } from "vitest";
import {
  aggregate,
  byFunction,
  byMetadata,
  byPayload,
  byRoute,
  fallback,
  firstOf,
  inCluster,
  orElse,
  unsequenced,
} from "../../src/mod.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import type { CommandCase, CommandWorld } from "./command-case.ts";
import { add, tablesOf, tally } from "./tally.ts";
import { door, watchedEvents } from "./watched-events.ts";

const grouped = tablesOf(
  tally.sequence(firstOf(byPayload("group"), byMetadata("group")), { Note: unsequenced(), Fail: byRoute() }),
);

const inGroup = (tallyId: string, group: string | null) => ({ command: "Add", payload: { tallyId, by: 1, group } });

/** A node whose first append of stream `held` waits at a door; tells which streams were loaded. */
function holding(world: CommandWorld, held: string) {
  const gate = door();
  const loaded: string[] = [];
  const events = watchedEvents(world.store.events, {
    onLoad: async (requests) => void loaded.push(...requests.map(({ stream }) => stream.id)),
    onAppend: async (requests) => (requests.some(({ stream }) => stream.id === held) ? gate.pass() : undefined),
  });
  return { gate, loaded, events };
}

export const sequencingCases: readonly CommandCase[] = [
  {
    name: "a command waits for the commit of the one before it of its key; other keys and commands without a key do not",
    needsSessions: "its one session is taken while an append is held",
    run: async (world) => {
      const [one, two, three, four] = [world.fresh(), world.fresh(), world.fresh(), world.fresh()];
      const [g, h] = [world.fresh(), world.fresh()];
      const { gate, loaded, events } = holding(world, one);
      const node = world.rig({ tables: grouped, events });
      const first = node.submit(inGroup(one, g));
      await gate.reached;
      const second = node.submit(inGroup(two, g));
      await node.submit(inGroup(three, h));
      await node.submit(inGroup(four, null));
      expect(loaded).not.toContain(two);
      gate.open();
      expect(await Promise.all([first, second])).toMatchObject([{ version: 1 }, { version: 1 }]);
      expect(loaded).toContain(two);
    },
  },
  {
    name: "a key comes from metadata where the payload has none",
    needsSessions: "its one session is taken while an append is held",
    run: async (world) => {
      const [one, two, g] = [world.fresh(), world.fresh(), world.fresh()];
      const { gate, loaded, events } = holding(world, one);
      const node = world.rig({ tables: grouped, events });
      const first = node.submit(inGroup(one, g));
      await gate.reached;
      const second = node.submit({ ...inGroup(two, null), metadata: { group: g } });
      await node.submit(add(world.fresh(), 1));
      expect(loaded).not.toContain(two);
      gate.open();
      await Promise.all([first, second]);
    },
  },
  {
    name: "ten concurrent enrolments on one course are ten successes without a version conflict",
    run: async (world) => {
      const course = world.fresh();
      let conflicts = 0;
      const events = watchedEvents(world.store.events, {
        onAppended: async (results) => {
          conflicts += results.filter(({ kind }) => kind === "conflict").length;
        },
      });
      const node = world.rig({ tables: tablesOf(tally), events });
      const results = await Promise.all(Array.from({ length: 10 }, () => node.submit(add(course, 1))));
      expect(results.map((result) => result.ok && result.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(conflicts).toBe(0);
    },
  },
  {
    name: "a policy that throws fails that command alone",
    run: async (world) => {
      const picky = byFunction("picky", ({ payload }) => {
        if ((payload as { by?: number }).by === 13) throw new RangeError("unlucky");
        return "all";
      });
      const node = world.rig({ tables: tablesOf(tally.sequence(picky)) });
      const [before, broken, after] = await Promise.allSettled(
        [1, 13, 2].map((by) => node.submit(add(world.fresh(), by))),
      );
      expect([before?.status, after?.status]).toEqual(["fulfilled", "fulfilled"]);
      expect(broken).toMatchObject({ reason: { code: "handler_failed", message: expect.stringContaining("unlucky") } });
      const mended = world.rig({ tables: tablesOf(tally.sequence(fallback(picky, byRoute(), RangeError))) });
      expect(await mended.submit(add(world.fresh(), 13))).toMatchObject({ ok: true });
    },
  },
  {
    name: "a failed command does not block the next one of its key",
    run: async (world) => {
      const id = world.fresh();
      const node = world.rig({ tables: tablesOf(tally) });
      const answers = await Promise.allSettled([
        node.submit(add(id, 1)),
        node.submit({ command: "Fail", payload: { tallyId: id } }),
        node.submit(add(id, 200)),
        node.submit(add(id, 2)),
      ]);
      expect(answers).toMatchObject([
        { value: { version: 1 } },
        { reason: { code: "handler_failed" } },
        { value: { ok: false, reason: "TooMuch" } },
        { value: { version: 2 } },
      ]);
    },
  },
  {
    name: "a command that waits for its turn can be given up or time out, and its neighbours do not notice",
    needsSessions: "its one session is taken while an append is held",
    run: async (world) => {
      const [one, g] = [world.fresh(), world.fresh()];
      const clock = manualClock();
      const { gate, loaded, events } = holding(world, one);
      const node = world.rig({ tables: grouped, events, clock });
      const giving = new AbortController();
      const first = node.submit(inGroup(one, g));
      await gate.reached;
      const [two, three, four] = [world.fresh(), world.fresh(), world.fresh()];
      const second = node.submit({ ...inGroup(two, g), signal: giving.signal });
      const third = node.submit({ ...inGroup(three, g), timeoutMs: 100 });
      const fourth = node.submit(inGroup(four, g));
      giving.abort();
      await expect(second).rejects.toMatchObject({ code: "aborted" });
      third.catch(() => {});
      await clock.advance(200);
      await expect(third).rejects.toMatchObject({ code: "timeout" });
      gate.open();
      expect(await Promise.all([first, fourth])).toMatchObject([{ version: 1 }, { version: 1 }]);
      expect(loaded).not.toContain(two);
      expect(loaded).not.toContain(three);
    },
  },
  {
    name: "a queue that is full answers overloaded, and takes commands again afterwards",
    needsSessions: "its one session is taken while an append is held",
    run: async (world) => {
      const [one, g] = [world.fresh(), world.fresh()];
      const { gate, events } = holding(world, one);
      const node = world.rig({ tables: grouped, events, maxWaiting: 1 });
      const first = node.submit(inGroup(one, g));
      await gate.reached;
      const second = node.submit(inGroup(world.fresh(), g));
      await expect(node.submit(inGroup(world.fresh(), g))).rejects.toMatchObject({ code: "overloaded" });
      gate.open();
      await Promise.all([first, second]);
      expect(await node.submit(inGroup(world.fresh(), g))).toMatchObject({ ok: true });
    },
  },
  {
    name: "a command without a key goes to a stream of its own, or to the one for all of them, where its route says so",
    run: async (world) => {
      const loose = (otherwise: "random" | "static") =>
        aggregate(`loose-${world.fresh()}`, {
          initial: () => 0,
          events: { Came: v.object({}) },
          commands: { Come: v.object({ id: v.nullish(v.string()) }) },
        })
          .route(orElse("id", otherwise))
          .evolve({ Came: (count) => count + 1 })
          .decide({ Come: (_, __, { emit }) => emit.Came({}) });
      const come = (id?: string) => ({ command: "Come", payload: id === undefined ? {} : { id } });
      const random = world.rig({ tables: tablesOf(loose("random")) });
      const ids = [await random.submit(come()), await random.submit(come())].map(({ stream }) => stream.id);
      expect(new Set(ids).size).toBe(2);
      const one = world.rig({ tables: tablesOf(loose("static")) });
      expect([await one.submit(come()), await one.submit(come()), await one.submit(come("x"))]).toMatchObject([
        { stream: { id: "unresolved" }, version: 1 },
        { stream: { id: "unresolved" }, version: 2 },
        { stream: { id: "x" }, version: 1 },
      ]);
    },
  },
  {
    name: "an invalid command touches neither lock nor store",
    run: async (world) => {
      const touched: string[] = [];
      const events = watchedEvents(world.store.events, {
        onLoad: async () => void touched.push("load"),
        onAppend: async () => void touched.push("append"),
      });
      const node = world.rig({ tables: tablesOf(tally), events });
      await expect(node.submit({ command: "Add", payload: { by: 1 } })).rejects.toMatchObject({
        code: "invalid_command",
      });
      await expect(node.submit({ command: "Ad", payload: {} })).rejects.toMatchObject({
        code: "unknown_command",
        details: { nearest: ["Add"] },
      });
      expect(touched).toEqual([]);
    },
  },
  {
    name: "with cluster scope two nodes write one stream in turns, without a version conflict",
    needsSessions: "two nodes share its one session, so that nothing ever runs at once",
    run: async (world) => {
      const id = world.fresh();
      let conflicts = 0;
      const events = watchedEvents(world.store.events, {
        onAppended: async (results) => {
          conflicts += results.filter(({ kind }) => kind === "conflict").length;
        },
      });
      const tables = tablesOf(tally.sequence(inCluster(byRoute())));
      const nodes = [world.rig({ tables, events }), world.rig({ tables, events })];
      const results = await Promise.all(Array.from({ length: 20 }, (_, nth) => nodes[nth % 2]?.submit(add(id, 1))));
      const versions = results.map((result) => (result?.ok ? result.version : 0));
      expect([...versions].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, nth) => nth + 1));
      expect(conflicts).toBe(0);
    },
  },
  {
    name: "with cluster scope a node waits from its load on for the commit of the other one",
    needsSessions: "two nodes share its one session, so that nothing ever runs at once",
    run: async (world) => {
      const id = world.fresh();
      const { gate, events } = holding(world, id);
      const tables = tablesOf(tally.sequence(inCluster(byRoute())));
      const loaded: string[] = [];
      const watching = watchedEvents(world.store.events, { onLoad: async () => void loaded.push("load") });
      const [here, there] = [world.rig({ tables, events }), world.rig({ tables, events: watching })];
      const first = here.submit(add(id, 60));
      await gate.reached;
      const second = there.submit(add(id, 60));
      const elsewhere = await there.submit({ command: "Note", payload: { tallyId: world.fresh(), text: "free" } });
      expect([elsewhere.ok, loaded.length]).toEqual([true, 1]);
      gate.open();
      expect(await first).toMatchObject({ version: 1 });
      expect(await second).toMatchObject({ ok: false, reason: "TooMuch", data: { left: 40 } });
    },
  },
  {
    name: "with cluster scope a command that fails leaves the key free",
    run: async (world) => {
      const id = world.fresh();
      const node = world.rig({ tables: tablesOf(tally.sequence(inCluster(byRoute()))) });
      await expect(node.submit({ command: "Fail", payload: { tallyId: id } })).rejects.toMatchObject({
        code: "handler_failed",
      });
      expect(await node.submit(add(id, 3))).toMatchObject({ ok: true, version: 1 });
      expect(await node.submit(add(id, 0))).toMatchObject({ ok: true, version: 1, events: [] });
      const keyed = { ...add(id, 4), id: world.fresh() };
      expect(await node.submit(keyed)).toMatchObject({ version: 2, duplicate: false });
      expect(await node.submit(keyed)).toMatchObject({ version: 2, duplicate: true });
    },
  },
];
