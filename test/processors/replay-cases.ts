import { expect } from "vitest";
import { application, compile, deadLetter, once, projection, type StartFrom } from "../../src/mod.ts";
import type { Position } from "../../src/model/position.ts";
import type { Engine } from "../../src/runtime/mod.ts";
import { eventually } from "../support/eventually.ts";
import type { Ground } from "./grounds.ts";
import { add, item, itemsTables, numbersOf, type Seen, seenTable } from "./items.ts";
import type { ProcessorCase } from "./processor-case.ts";

/** Three numbers were there before the projection began where it is told to. */
async function startedFrom(ground: Ground, from: (second: Position, third: Date) => StartFrom): Promise<unknown> {
  const before = await ground.node({ tables: compile(application("items", [item])) });
  const second = (await add(before, "a", 1, 2)) && (await add(before, "a", 3));
  const [, , third] = await before.readStream({ type: "item", id: "a" }, { after: 0, limit: 3 });
  await before.stop();
  const engine = await ground.node({ tables: itemsTables({ from: from(second, third?.recordedAt ?? new Date(0)) }) });
  return numbersOf(engine, "a", await add(engine, "a", 4));
}

async function caughtUp(engine: Engine): Promise<void> {
  await eventually(async () => expect((await engine.processors.status("seen")).replayingUntil).toBeNull());
}

export const replayCases: readonly ProcessorCase[] = [
  {
    name: "a projection from latest sees only what comes after its first start",
    run: async (ground) => expect(await startedFrom(ground, () => "latest")).toBe("4 "),
  },
  {
    name: "a projection from a position sees what lies behind it",
    run: async (ground) => expect(await startedFrom(ground, (position) => ({ position }))).toBe("4 "),
  },
  {
    name: "a projection from a time sees the first event recorded then, and all that come after it",
    run: async (ground) =>
      expect(["3 4 ", "2 3 4 ", "1 2 3 4 "]).toContain(await startedFrom(ground, (_, time) => ({ time }))),
  },
  {
    name: "where a projection begins counts for its first start alone",
    run: async (ground) => {
      const first = await ground.node({ tables: itemsTables() });
      await numbersOf(first, "a", await add(first, "a", 1));
      await first.stop();
      const between = await ground.node({ tables: compile(application("items", [item])) });
      await add(between, "a", 2);
      await between.stop();
      const again = await ground.node({ tables: itemsTables({ from: "latest" }) });
      expect(await numbersOf(again, "a", await add(again, "a", 3))).toBe("1 2 3 ");
    },
  },
  {
    name: "a replay leaves the same rows, its handlers see it with its context, and its end is told",
    run: async (ground) => {
      const seen: { number: number; context: unknown }[] = [];
      const handle = (number: number, { replay }: Seen): void => {
        seen.push({ number, context: replay?.context });
      };
      const engine = await ground.node({ tables: itemsTables({ handle }) });
      await add(engine, "b", 7);
      const last = await add(engine, "a", 1, 2, 3);
      const rows = [await numbersOf(engine, "a", last), await numbersOf(engine, "b", last)];
      await engine.processors.reset("seen", { to: { kind: "first" }, context: { why: "test" }, force: true });
      const later = await add(engine, "a", 4);
      expect(await numbersOf(engine, "a", later)).toBe(`${rows[0]}4 `);
      expect(await numbersOf(engine, "b", later)).toBe(rows[1]);
      const again = seen.slice(4).filter(({ number }) => number !== 4);
      expect(again.map(({ number }) => number).sort()).toEqual([1, 2, 3, 7]);
      expect(again.every(({ context }) => JSON.stringify(context) === '{"why":"test"}')).toBe(true);
      expect(seen.find(({ number }) => number === 4)?.context).toBeUndefined();
      await caughtUp(engine);
      expect(ground.lines.filter(({ message }) => message.includes("caught up with"))).toHaveLength(1);
    },
  },
  {
    name: "a handler marked once is not called for what a replay sees again, and is for what comes after",
    run: async (ground) => {
      const told: number[] = [];
      const seen = projection.fold("seen", { table: seenTable, initial: { numbers: "" } }).on(item, {
        Added: once((row: { numbers: string }, { number }: { number: number }) => {
          told.push(number);
          return { numbers: `${row.numbers}${number} ` };
        }),
      });
      const engine = await ground.node({ tables: compile(application("items", [item, seen])) });
      await add(engine, "a", 1);
      await eventually(() => expect(told).toEqual([1]));
      await engine.processors.reset("seen", { to: { kind: "first" }, force: true });
      await add(engine, "a", 2);
      await eventually(() => expect(told).toEqual([1, 2]));
    },
  },
  {
    name: "a reset to a position lets the projection see again what lies behind it, on empty rows",
    run: async (ground) => {
      const engine = await ground.node({ tables: itemsTables() });
      const position = await add(engine, "a", 1);
      const last = await add(engine, "a", 2, 3);
      await numbersOf(engine, "a", last);
      await engine.processors.reset("seen", { to: { kind: "position", position }, force: true });
      await caughtUp(engine);
      await eventually(async () => expect(await numbersOf(engine, "a")).toBe("2 3 "));
    },
  },
  {
    name: "a reset is refused while letters wait, and with them cleared their events are seen again",
    run: async (ground) => {
      const broken = { yes: true };
      const handle = (number: number): void => {
        if (number === 13 && broken.yes) throw new Error("cannot stand 13");
      };
      const engine = await ground.node({ tables: itemsTables({ handle, onFailure: deadLetter({ retries: 0 }) }) });
      await add(engine, "a", 13, 1);
      await eventually(async () => expect(await engine.letters.sequences({ limit: 1 })).toHaveLength(1));
      const first = { kind: "first" } as const;
      await expect(engine.processors.reset("seen", { to: first, force: true })).rejects.toMatchObject({
        code: "processor_refused",
      });
      broken.yes = false;
      await engine.processors.reset("seen", { to: first, force: true, allowReset: true });
      await eventually(async () => expect(await numbersOf(engine, "a")).toBe("13 1 "));
      expect(await numbersOf(engine, "a", await add(engine, "a", 2))).toBe("13 1 2 ");
    },
  },
  {
    name: "a paused processor handles nothing, and goes on where it stood",
    run: async (ground) => {
      const engine = await ground.node({ tables: itemsTables() });
      await numbersOf(engine, "a", await add(engine, "a", 1));
      await engine.processors.pause("seen");
      await eventually(async () =>
        expect((await engine.processors.status("seen")).segments.map(({ owner }) => owner)).toEqual([null, null]),
      );
      const last = await add(engine, "a", 2);
      expect(await numbersOf(engine, "a")).toBe("1 ");
      const waiting = { projection: "seen", query: "of", parameters: { item: "a" }, waitFor: last, timeoutMs: 50 };
      await expect(engine.query(waiting)).rejects.toMatchObject({ code: "timeout" });
      await engine.processors.resume("seen");
      expect(await numbersOf(engine, "a", last)).toBe("1 2 ");
    },
  },
];
