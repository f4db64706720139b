import { expect } from "vitest";
import { deadLetter, halt } from "../../src/mod.ts";
import { type Engine, type EngineOptions, type Log, systemClock } from "../../src/runtime/mod.ts";
import type { Store } from "../../src/store/store.ts";
import { eventually } from "../support/eventually.ts";
import { gate } from "../support/gate.ts";
import type { Ground } from "./grounds.ts";
import { add, type ItemsOptions, itemsTables, numbersOf } from "./items.ts";
import type { ProcessorCase } from "./processor-case.ts";

const items = ["a", "b", "c", "d", "e", "f", "g", "h"];
const budgetMs = 30_000;

function resting(ground: Ground, options: ItemsOptions = {}, more: Partial<EngineOptions> = {}): Promise<Engine> {
  return ground.node({ tables: itemsTables({ segments: 8, ...options }), background: false, ...more });
}

async function addEverywhere(engine: Engine, count: number): Promise<void> {
  await Promise.all(items.map((id) => add(engine, id, ...Array.from({ length: count }, (_, number) => number))));
}

async function everywhere(engine: Engine): Promise<ReadonlySet<unknown>> {
  return new Set(await Promise.all(items.map((id) => numbersOf(engine, id))));
}

function upTo(count: number): ReadonlySet<string> {
  return new Set([Array.from({ length: count }, (_, number) => `${number} `).join("")]);
}

type Work = Store["segments"]["work"];

/** A store whose batches go through `work`. */
function working(store: Store, work: (real: Work) => Work): Store {
  const segments = Object.assign(Object.create(store.segments), {
    work: work((request) => store.segments.work(request)),
  });
  return Object.assign(Object.create(store), { segments });
}

/** A node that renews nothing and gives nothing up. */
function dead(store: Store): Store {
  const never = (): Promise<never> => new Promise(() => {});
  const segments = Object.assign(Object.create(store.segments), { renew: never, leave: never });
  return Object.assign(Object.create(store), { segments });
}

const quiet: Log = () => {};

export const sweepCases: readonly ProcessorCase[] = [
  {
    name: "an engine without a background handles nothing by itself; a sweep handles what is there and says how much",
    run: async (ground) => {
      const engine = await resting(ground);
      await addEverywhere(engine, 3);
      expect(await everywhere(engine)).toEqual(new Set([""]));
      const swept = await engine.sweep({ budgetMs });
      expect(swept).toEqual({ segments: 8, events: 24, letters: 0, commands: 0, left: false });
      expect(await everywhere(engine)).toEqual(upTo(3));
      expect(await engine.sweep({ budgetMs })).toEqual({
        segments: 0,
        events: 0,
        letters: 0,
        commands: 0,
        left: false,
      });
      const owners = (await engine.processors.status("seen")).segments.map(({ owner }) => owner);
      expect(new Set(owners)).toEqual(new Set([null]));
    },
  },
  {
    name: "a query that waits has what it waits for handled, where nobody else does",
    run: async (ground) => {
      const engine = await resting(ground);
      const position = await add(engine, "a", 1, 2);
      expect(await numbersOf(engine, "a", position)).toBe("1 2 ");
      const later = await engine.query({ projection: "seen", query: "of", parameters: { item: "a" } });
      expect(later.position).toBe(position);
    },
  },
  {
    name: "sweeps at once divide a long backlog, and each event reaches its row once and in order",
    run: async (ground) => {
      const engine = await resting(ground);
      await addEverywhere(engine, 12);
      const second = gate();
      // The first sweep to begin waits in its first batch until another one has begun.
      const begun = new Set<string>();
      const meeting =
        (real: Work): Work =>
        async (request) => {
          begun.add(request.claim.node);
          if (begun.size > 1) second.open();
          await second.passed;
          return real(request);
        };
      const sweepers = await Promise.all(
        ["one", "two", "three"].map(async (node) =>
          resting(ground, {}, { node, batchSize: 4, store: working(await ground.store(), meeting) }),
        ),
      );
      const swept = await Promise.all(sweepers.map((one) => one.sweep({ budgetMs })));
      expect(swept.reduce((sum, { events }) => sum + events, 0)).toBe(96);
      expect((await engine.sweep({ budgetMs })).events).toBe(0);
      expect(await everywhere(engine)).toEqual(upTo(12));
    },
  },
  {
    name: "a sweep that dies in the middle loses nothing: others go on when its lease has ended",
    run: async (ground) => {
      const engine = await resting(ground);
      await addEverywhere(engine, 2);
      const died = gate();
      const dying = (): Work => () => {
        died.open();
        return new Promise(() => {});
      };
      const store = dead(working(await ground.store(), dying));
      const victim = await resting(ground, {}, { leaseMs: 300, store });
      // It never ends, and never gives anything up.
      void victim.sweep({ budgetMs, only: ["segments"] });
      await died.passed;
      await eventually(async () => {
        await engine.sweep({ budgetMs });
        expect(await everywhere(engine)).toEqual(upTo(2));
      });
    },
  },
  {
    name: "a sweep begins no batch behind its budget, ends the one under way, and says that something is left",
    run: async (ground) => {
      const engine = await resting(ground, {}, { batchSize: 2 });
      await addEverywhere(engine, 12);
      let now = systemClock.now();
      const clock = { ...systemClock, now: () => now, sleep: (ms: number, signal?: AbortSignal) => late(ms, signal) };
      const late = async (ms: number, signal?: AbortSignal): Promise<void> => {
        while (signal?.aborted !== true && ms > 0 && now < start + ms) await systemClock.sleep(5, signal);
      };
      const start = now;
      const batches: string[] = [];
      const slow =
        (real: Work): Work =>
        async (request) => {
          batches.push(`${request.claim.id}`);
          const result = await real(request);
          now = start + 2_000;
          return result;
        };
      const store = working(await ground.store(), slow);
      const sweeper = await resting(ground, {}, { clock, store, batchSize: 2 });
      const swept = await sweeper.sweep({ budgetMs: 1_000, only: ["segments"] });
      expect(swept.left).toBe(true);
      // As many as run side by side, and those that began before the clock had moved on.
      expect(batches.length).toBeLessThanOrEqual(8);
      expect(swept.events).toBeGreaterThan(0);
      expect(swept.events).toBeLessThan(96);
      expect((await engine.sweep({ budgetMs })).events).toBe(96 - swept.events);
      expect(await everywhere(engine)).toEqual(upTo(12));
    },
  },
  {
    name: "all attempts of an event fit into a sweep's budget, so that it is parked whatever pauses its policy asks for",
    run: async (ground) => {
      const handle = (number: number): void => {
        if (number === 13) throw new Error("cannot stand 13");
      };
      const onFailure = deadLetter({ retries: 3, backoffMs: 60_000 });
      const engine = await resting(ground, { onFailure, handle });
      await add(engine, "a", 1, 13, 2);
      await addEverywhere(engine, 1);
      const swept = await engine.sweep({ budgetMs: 2_000 });
      expect(swept.left).toBe(false);
      expect(await engine.letters.sequences({ limit: 9 })).toMatchObject([
        { sequence: expect.any(String), letters: 3 },
      ]);
      expect(await numbersOf(engine, "b")).toBe("0 ");
    },
  },
  {
    name: "a segment that halts holds no sweep up: the others go on, and something is left",
    run: async (ground) => {
      const broken = { yes: true };
      const handle = (number: number): void => {
        if (number === 13 && broken.yes) throw new Error("cannot stand 13");
      };
      const engine = await resting(ground, { onFailure: halt(), handle });
      await addEverywhere(engine, 1);
      await add(engine, "a", 13);
      const swept = await engine.sweep({ budgetMs });
      expect(swept.left).toBe(true);
      expect((await everywhere(engine)).size).toBe(1);
      broken.yes = false;
      expect(await engine.sweep({ budgetMs })).toMatchObject({ events: 1, left: false });
      expect(await numbersOf(engine, "a")).toBe("0 13 ");
    },
  },
  {
    name: "a sweep retries letters that are due, and handles what had to wait behind them",
    run: async (ground) => {
      const broken = { yes: true };
      const handle = (number: number): void => {
        if (number === 13 && broken.yes) throw new Error("cannot stand 13");
      };
      const onFailure = deadLetter({ retries: 0, retryEvery: "1 ms" });
      const engine = await resting(ground, { onFailure, handle });
      await add(engine, "a", 13, 14);
      expect(await engine.sweep({ budgetMs, only: ["segments"] })).toMatchObject({ events: 2, letters: 0 });
      broken.yes = false;
      await eventually(async () => {
        await engine.sweep({ budgetMs, only: ["letters"] });
        expect(await numbersOf(engine, "a")).toBe("13 14 ");
      });
      expect(await engine.letters.sequences({ limit: 9 })).toEqual([]);
    },
  },
  {
    name: "a sweep beside a node takes none of its segments, and no part of its share",
    run: async (ground) => {
      const node = await ground.node({ tables: itemsTables({ segments: 8 }), node: "one" });
      await eventually(async () => expect(await owners(node)).toEqual(["one"]));
      const engine = await resting(ground);
      const position = await add(engine, "a", 1);
      expect(await engine.sweep({ budgetMs, only: ["segments"] })).toMatchObject({ segments: 0, left: false });
      expect(await numbersOf(engine, "a", position)).toBe("1 ");
      expect(await owners(node)).toEqual(["one"]);
      expect((await node.processors.status("seen")).nodes).toEqual(["one"]);
    },
  },
  {
    name: "sweeps leave paused processors alone, carry a replay to its end, and forget old command ids",
    run: async (ground) => {
      const engine = await resting(ground, {}, { keepCommandsMs: 0 });
      await engine.submit({ command: "Add", payload: { itemId: "a", number: 1 }, id: "k" });
      await engine.processors.pause("seen");
      expect(await engine.sweep({ budgetMs, only: ["segments"] })).toMatchObject({ segments: 0, left: false });
      await engine.processors.resume("seen");
      await engine.sweep({ budgetMs, only: ["segments"] });
      await engine.processors.reset("seen", { to: { kind: "first" } });
      expect((await engine.processors.status("seen")).replayingUntil).not.toBeNull();
      expect(await engine.sweep({ budgetMs, only: ["segments"] })).toMatchObject({ events: 1, left: false });
      await engine.sweep({ budgetMs, only: ["segments"] });
      expect((await engine.processors.status("seen")).replayingUntil).toBeNull();
      expect((await engine.commandState({ id: "k" })).status).toBe("settled");
      await engine.sweep({ budgetMs, only: ["forgetting"] });
      await expect(engine.commandState({ id: "k" })).rejects.toMatchObject({ code: "unknown_command_id" });
    },
  },
  {
    name: "sweeps alone carry a rebuild to its end",
    run: async (ground) => {
      const old = await resting(ground);
      await addEverywhere(old, 3);
      await old.sweep({ budgetMs });
      const engine = await resting(ground, { shown: (number) => number * 10 });
      await engine.processors.rebuild("seen");
      expect(await everywhere(engine)).toEqual(upTo(3));
      // A rebuild waits a while until nodes that live know of it; here is none.
      await eventually(async () => {
        await engine.sweep({ budgetMs });
        expect((await engine.processors.status("seen")).rebuild).toBeNull();
      });
      expect(await everywhere(engine)).toEqual(new Set(["0 10 20 "]));
      const position = await add(engine, "a", 3);
      expect(await numbersOf(engine, "a", position)).toBe("0 10 20 30 ");
    },
  },
  {
    name: "an engine that was told that the database is ready asks nothing when it starts",
    run: async (ground) => {
      await (await resting(ground)).stop();
      const store = await ground.store();
      const refused = (): never => {
        throw new Error("asked");
      };
      const schema = { migrate: refused, problems: refused };
      const segments = Object.assign(Object.create(store.segments), { register: refused });
      const events = Object.assign(Object.create(store.events), { safeHead: refused });
      const asked = Object.assign(Object.create(store), { schema, segments, events });
      const engine = await resting(ground, {}, { store: asked, prepared: true, migrate: false, log: quiet });
      expect(await add(engine, "a", 1)).toBeDefined();
    },
  },
];

async function owners(engine: Engine): Promise<readonly (string | null)[]> {
  return [...new Set((await engine.processors.status("seen")).segments.map(({ owner }) => owner))];
}
