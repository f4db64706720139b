import { expect } from "vitest";
import type { Engine } from "../../src/runtime/mod.ts";
import type { Store } from "../../src/store/store.ts";
import { eventually } from "../support/eventually.ts";
import type { Ground } from "./grounds.ts";
import { add, itemsTables, numbersOf } from "./items.ts";
import type { ProcessorCase } from "./processor-case.ts";

const segments = 6;

/** How many segments each node has. */
async function shares(engine: Engine): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { owner } of (await engine.processors.status("seen")).segments)
    counts[owner ?? "nobody"] = (counts[owner ?? "nobody"] ?? 0) + 1;
  return counts;
}

function settled(engine: Engine, wanted: Readonly<Record<string, number>>): Promise<void> {
  return eventually(async () => expect(await shares(engine)).toEqual(wanted));
}

function started(ground: Ground, node: string, options: { leaseMs?: number; store?: Store } = {}): Promise<Engine> {
  return ground.node({ tables: itemsTables({ segments }), node, ...options });
}

/** A store whose node renews as long as it is let. */
function renewing(store: Store, let_: { yes: boolean }): Store {
  const renew: Store["segments"]["renew"] = (life) =>
    let_.yes ? store.segments.renew(life) : Promise.reject(new Error("not let"));
  const own = Object.assign(Object.create(store.segments), { renew });
  return Object.assign(Object.create(store), { segments: own });
}

const items = ["a", "b", "c", "d", "e", "f", "g", "h"];

async function addEverywhere(engines: readonly [Engine, ...Engine[]], from: number, to: number): Promise<void> {
  for (let number = from; number < to; number++)
    await Promise.all(items.map((id, nth) => add(engines[nth % engines.length] ?? engines[0], id, number)));
}

/** Every number once, in order, in each row. */
async function allThere(engine: Engine, count: number): Promise<void> {
  const wanted = Array.from({ length: count }, (_, number) => `${number} `).join("");
  await eventually(async () => {
    for (const id of items) expect(await numbersOf(engine, id)).toBe(wanted);
  });
}

export const clusterCases: readonly ProcessorCase[] = [
  {
    name: "nodes that join and leave share the segments, while every event reaches its row once and in order",
    run: async (ground) => {
      const one = await started(ground, "one");
      await settled(one, { one: 6 });
      await addEverywhere([one], 0, 4);
      const two = await started(ground, "two");
      await addEverywhere([one, two], 4, 8);
      await settled(one, { one: 3, two: 3 });
      const three = await started(ground, "three");
      await addEverywhere([one, two, three], 8, 12);
      await settled(one, { one: 2, two: 2, three: 2 });
      await one.stop();
      await addEverywhere([two, three], 12, 16);
      await settled(two, { two: 3, three: 3 });
      await allThere(three, 16);
    },
  },
  {
    name: "a node that stops hands its segments over at once, whatever its lease",
    run: async (ground) => {
      const [one, two] = [
        await started(ground, "one", { leaseMs: 600_000 }),
        await started(ground, "two", { leaseMs: 600_000 }),
      ];
      await settled(two, { one: 3, two: 3 });
      await one.stop();
      await settled(two, { two: 6 });
    },
  },
  {
    name: "a node that renews no more is taken over when its lease has ended, and handles nothing from then on",
    run: async (ground) => {
      const may = { yes: true };
      const one = await started(ground, "one", { leaseMs: 1_500, store: renewing(await ground.store(), may) });
      const two = await started(ground, "two", { leaseMs: 1_500 });
      await settled(two, { one: 3, two: 3 });
      may.yes = false;
      await settled(two, { two: 6 });
      await addEverywhere([one, two], 0, 3);
      await allThere(two, 3);
      may.yes = true;
      await settled(two, { one: 3, two: 3 });
      await addEverywhere([one, two], 3, 5);
      await allThere(one, 5);
    },
  },
  {
    name: "segments that are split and merged while events flow lose none and double none",
    run: async (ground) => {
      const one = await started(ground, "one");
      const two = await started(ground, "two");
      const reshaping = (async () => {
        for (let round = 0; round < 3; round++) {
          for (const reshape of ["split", "split", "merge", "merge"] as const) await one.processors[reshape]("seen");
          await one.processors.split("seen");
        }
      })();
      await addEverywhere([one, two], 0, 15);
      await reshaping;
      await addEverywhere([one, two], 15, 18);
      await allThere(two, 18);
    },
  },
  {
    name: "who waits for a position is answered though the segments went to another node meanwhile",
    run: async (ground) => {
      const one = await started(ground, "one");
      await settled(one, { one: 6 });
      const two = await started(ground, "two");
      const asked = items.map(async (id, nth) => numbersOf(nth % 2 === 0 ? one : two, id, await add(one, id, 0)));
      expect(await Promise.all(asked)).toEqual(items.map(() => "0 "));
      await settled(one, { one: 3, two: 3 });
      for (const id of items) expect(await numbersOf(two, id, await add(one, id, 1))).toBe("0 1 ");
    },
  },
  {
    name: "a segment that is released goes to another node, and not back for a while",
    run: async (ground) => {
      const one = await started(ground, "one");
      await settled(one, { one: 6 });
      await one.processors.release("seen", { segment: 0, awayMs: 60_000 });
      const two = await started(ground, "two");
      await settled(two, { one: 3, two: 3 });
      const [first] = (await two.processors.status("seen")).segments;
      expect(first?.owner).toBe("two");
    },
  },
];
