import { expect, vi } from "vitest";
import { deadLetter } from "../../src/mod.ts";
import type { Engine } from "../../src/runtime/mod.ts";
import { add, itemsTables, numbersOf, type Seen } from "./items.ts";
import type { ProcessorCase } from "./processor-case.ts";

/** The new version has taken the old one's place, or was given up. */
export async function rebuilt(engine: Engine, name = "seen"): Promise<void> {
  await vi.waitFor(async () => expect((await engine.processors.status(name)).rebuild).toBeNull(), 20_000);
}

/** It waits for what is parked in it. */
async function refused(engine: Engine): Promise<string> {
  let why = "";
  await vi.waitFor(async () => {
    const { rebuild } = await engine.processors.status("seen");
    expect(rebuild?.state).toBe("refused");
    why = rebuild?.why ?? "";
  }, 20_000);
  return why;
}

export const rebuildCases: readonly ProcessorCase[] = [
  {
    name: "a rebuild puts the rows of the new code in the place of the old ones, and its handlers see a replay",
    run: async (ground) => {
      const old = await ground.node({ tables: itemsTables() });
      const last = await add(old, "a", 1, 2, 3);
      expect(await numbersOf(old, "a", last)).toBe("1 2 3 ");
      await old.stop();
      const seen: unknown[] = [];
      const handle = (number: number, { replay }: Seen): void => {
        seen.push([number, replay?.context]);
      };
      const engine = await ground.node({ tables: itemsTables({ handle, shown: (number) => number * 10 }) });
      expect(await numbersOf(engine, "a", await add(engine, "a", 4))).toBe("1 2 3 40 ");
      await engine.processors.rebuild("seen", { context: { why: "tenfold" } });
      await rebuilt(engine);
      expect(await numbersOf(engine, "a")).toBe("10 20 30 40 ");
      expect(await numbersOf(engine, "a", await add(engine, "a", 5))).toBe("10 20 30 40 50 ");
      const why = { why: "tenfold" };
      expect(seen).toEqual([
        [4, undefined],
        [1, why],
        [2, why],
        [3, why],
        [4, why],
        [5, undefined],
      ]);
      const status = await engine.processors.status("seen");
      expect([status.replayingUntil, status.letters, status.segments.map(({ mask }) => mask)]).toEqual([
        null,
        0,
        [1, 1],
      ]);
      expect((await engine.processors.list()).map(({ name }) => name)).toEqual(["seen"]);
    },
  },
  {
    name: "what is parked in the new version alone holds it back until it is retried, and nobody is told of it before",
    run: async (ground) => {
      const broken = { yes: false };
      const handle = (number: number): void => {
        if (number === 13 && broken.yes) throw new Error("cannot stand 13");
      };
      const engine = await ground.node({ tables: itemsTables({ handle, onFailure: deadLetter({ retries: 0 }) }) });
      await numbersOf(engine, "a", await add(engine, "a", 13, 1));
      broken.yes = true;
      await engine.processors.rebuild("seen");
      expect(await refused(engine)).toContain('1 sequence is parked in it that "seen" handles ("a")');
      expect(await engine.letters.sequences({ limit: 9 })).toMatchObject([
        { processor: "seen~rebuild", sequence: "a", letters: 2 },
      ]);
      expect(await numbersOf(engine, "a", await add(engine, "a", 2))).toBe("13 1 2 ");
      broken.yes = false;
      await engine.letters.retry({ processor: "seen~rebuild" });
      await rebuilt(engine);
      expect(await numbersOf(engine, "a")).toBe("13 1 2 ");
      expect(await engine.letters.sequences({ limit: 9 })).toEqual([]);
      await expect(announcements(engine)).resolves.toEqual([]);
    },
  },
  {
    name: "parked sequences are taken along where that is accepted, and announced then",
    run: async (ground) => {
      const broken = { yes: false };
      const handle = (number: number): void => {
        if (number === 13 && broken.yes) throw new Error("cannot stand 13");
      };
      const engine = await ground.node({ tables: itemsTables({ handle, onFailure: deadLetter({ retries: 0 }) }) });
      await numbersOf(engine, "b", await add(engine, "b", 7));
      await numbersOf(engine, "a", await add(engine, "a", 13, 1));
      broken.yes = true;
      await engine.processors.rebuild("seen");
      await refused(engine);
      await engine.processors.rebuild("seen", { acceptParked: true });
      await rebuilt(engine);
      expect(await engine.letters.sequences({ limit: 9 })).toMatchObject([
        { processor: "seen", sequence: "a", letters: 2 },
      ]);
      expect([await numbersOf(engine, "a"), await numbersOf(engine, "b")]).toEqual(["", "7 "]);
      await expect(announcements(engine)).resolves.toEqual(["SequenceParked"]);
      const waiting = {
        projection: "seen",
        query: "of",
        parameters: { item: "a" },
        waitFor: await add(engine, "a", 2),
      };
      await expect(engine.query(waiting)).rejects.toMatchObject({ code: "sequence_parked" });
      broken.yes = false;
      expect(await engine.letters.retry({ processor: "seen" })).toMatchObject({ handled: 3, done: true });
      expect(await numbersOf(engine, "a")).toBe("13 1 2 ");
    },
  },
  {
    name: "a sequence that the new version handles goes on with the swap, and that is announced",
    run: async (ground) => {
      const broken = { yes: true };
      const handle = (number: number): void => {
        if (number === 13 && broken.yes) throw new Error("cannot stand 13");
      };
      const engine = await ground.node({ tables: itemsTables({ handle, onFailure: deadLetter({ retries: 0 }) }) });
      await add(engine, "a", 1, 13, 2);
      await vi.waitFor(async () => expect((await engine.processors.status("seen")).letters).toBe(2), 10_000);
      broken.yes = false;
      await engine.processors.rebuild("seen");
      await rebuilt(engine);
      expect(await numbersOf(engine, "a")).toBe("1 13 2 ");
      expect((await engine.processors.status("seen")).letters).toBe(0);
      await expect(announcements(engine)).resolves.toEqual(["SequenceParked", "SequenceResumed"]);
    },
  },
  {
    name: "a rebuild that is given up leaves the rows and nothing else, and another one can begin",
    run: async (ground) => {
      const gate = { closed: false };
      const handle = (_: number, { replay }: Seen): void => {
        if (replay !== undefined && gate.closed) throw new Error("not yet");
      };
      const engine = await ground.node({ tables: itemsTables({ handle, onFailure: { kind: "halt" } }) });
      await numbersOf(engine, "a", await add(engine, "a", 1));
      gate.closed = true;
      await engine.processors.rebuild("seen");
      for (const again of ["rebuild", "align"] as const)
        await expect(engine.processors[again]("seen")).rejects.toMatchObject({ code: "processor_refused" });
      const reset = { to: { kind: "first" }, force: true } as const;
      for (const name of ["seen", "seen~rebuild"])
        await expect(engine.processors.reset(name, reset)).rejects.toMatchObject({ code: "processor_refused" });
      await engine.processors.cancelRebuild("seen");
      expect((await engine.processors.status("seen")).rebuild).toBeNull();
      await expect(engine.processors.status("seen~rebuild")).resolves.toMatchObject({ segments: [] });
      await expect(engine.processors.cancelRebuild("seen")).rejects.toMatchObject({ code: "processor_refused" });
      expect(await numbersOf(engine, "a", await add(engine, "a", 2))).toBe("1 2 ");
      gate.closed = false;
      await engine.processors.rebuild("seen");
      await rebuilt(engine);
      expect(await numbersOf(engine, "a", await add(engine, "a", 3))).toBe("1 2 3 ");
    },
  },
];

/** The announcements so far. */
async function announcements(engine: Engine): Promise<readonly string[]> {
  const stream = { type: "myelin.sequence", id: '["seen","a"]' };
  const page = { after: 0, limit: 99 };
  const events = await engine.readStream(stream, page).catch(() => []);
  return events.map(({ type }) => type.split(".").at(-1) ?? "");
}
