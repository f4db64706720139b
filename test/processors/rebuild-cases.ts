import { integer, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { expect } from "vitest";
import { application, compile, deadLetter, once, projection, query } from "../../src/mod.ts";
import { isAfter, type Position, startOfLog } from "../../src/model/position.ts";
import type { Tables } from "../../src/model/tables.ts";
import type { Engine } from "../../src/runtime/mod.ts";
import { eventually } from "../support/eventually.ts";
import { add, item, itemsTables, numbersOf, type Seen, seenTable } from "./items.ts";
import type { ProcessorCase } from "./processor-case.ts";

/** The new version has taken the old one's place, or was given up. */
export async function rebuilt(engine: Engine, name = "seen"): Promise<void> {
  await eventually(async () => expect((await engine.processors.status(name)).rebuild).toBeNull());
}

/** It waits for what is parked in it. */
async function refused(engine: Engine): Promise<string> {
  let why = "";
  await eventually(async () => {
    const { rebuild } = await engine.processors.status("seen");
    expect(rebuild?.state).toBe("refused");
    why = rebuild?.why ?? "";
  });
  return why;
}

const logTable = pgTable("added_log", { eventId: text("event_id").primaryKey(), number: integer("number").notNull() });

const inlineSeen = projection.fold("seen", { table: seenTable, initial: { numbers: "" }, life: "inline" }).on(item, {
  Added: (row, { number }) => ({ numbers: `${row.numbers}${number} ` }),
});

/** The same projection, with all events in one sequence. */
function otherKeys(tables: Tables): Tables {
  const { seen } = tables.projections;
  if (seen === undefined) throw new Error("no such projection");
  const changed = { ...seen, sequence: { kind: "sequential" }, fingerprint: "sequential" } as const;
  return { ...tables, projections: { seen: changed } };
}

const tenfold = (number: number): number => number * 10;
const items = ["a", "b", "c", "d", "e", "f"];
/** Numbers that were there before the code changed. */
const before = [1, 2, 3, 4];

/** Old rows begin with the numbers as the old code showed them. */
function isOld(numbers: readonly string[]): boolean {
  return before.every((number, nth) => numbers[nth] === String(number));
}

/** Whether all rows of one look are old ones, or all new ones; throws for a mix, and for a row that is neither. */
function versionOf(rows: readonly string[]): "old" | "new" {
  const versions = rows.map((row) => {
    const numbers = row.split(" ");
    const behind = isOld(numbers) ? numbers.slice(before.length) : numbers;
    const first = isOld(numbers) ? before.length + 1 : 1;
    expect(behind).toEqual(behind.map((_, nth) => String(tenfold(first + nth))));
    return isOld(numbers) ? "old" : "new";
  });
  expect(new Set(versions).size, rows.join("; ")).toBe(1);
  return versions[0] ?? "old";
}

/** Asks until it is told to stop; what it saw, in order. Positions never go back. */
async function watched(engine: Engine, until: { over: boolean }): Promise<readonly string[]> {
  const seen: string[] = [];
  let last: Position = startOfLog;
  while (!until.over) {
    const { value, position } = await engine.query({ projection: "seen", query: "all", parameters: {} });
    // The query answers texts.
    const version = versionOf(value as readonly string[]);
    if (seen.at(-1) !== version) seen.push(version);
    expect(isAfter(last, position), `${last} and then ${position}`).toBe(false);
    last = position;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return seen;
}

export const rebuildCases: readonly ProcessorCase[] = [
  {
    name: "under load, while nodes come and go and segments are cut, a rebuild shows old rows and then new ones, never a mix",
    run: async (ground) => {
      const old = await ground.node({ tables: itemsTables({ segments: 3 }) });
      for (const id of items) await add(old, id, ...before);
      await numbersOf(old, "a", await add(old, "z", 1, 2, 3, 4));
      await old.stop();
      const tables = itemsTables({ shown: tenfold, segments: 3 });
      const [one, two] = [await ground.node({ tables, node: "one" }), await ground.node({ tables, node: "two" })];
      const over = { over: false };
      const watching = [watched(one, over), watched(two, over)];
      const load = async (engine: Engine, ids: readonly string[]): Promise<void> => {
        for (let number = before.length + 1; number <= 40; number++)
          for (const id of ids) await add(engine, id, number);
      };
      const loading = [load(one, items.slice(0, 3)), load(two, items.slice(3))];
      await one.processors.rebuild("seen");
      const three = await ground.node({ tables, node: "three" });
      await one.processors.split("seen~rebuild").catch(() => {});
      await one.processors.split("seen").catch(() => {});
      await three.processors.merge("seen").catch(() => {});
      await three.stop();
      await Promise.all(loading);
      await rebuilt(two);
      over.over = true;
      const wanted = Array.from({ length: 40 }, (_, nth) => `${tenfold(nth + 1)} `).join("");
      for (const id of items) {
        const position = await add(two, id, 41);
        expect(await numbersOf(two, id, position)).toBe(`${wanted}410 `);
      }
      for (const seen of await Promise.all(watching)) expect([["old", "new"], ["new"], ["old"]]).toContainEqual(seen);
    },
  },
  {
    name: "a projection of other sequence keys is taken on by a rebuild, and runs by them from then on",
    run: async (ground) => {
      const old = await ground.node({ tables: itemsTables() });
      await numbersOf(old, "a", await add(old, "a", 1, 2));
      await old.stop();
      const engine = await ground.node({ tables: otherKeys(itemsTables({ shown: tenfold })) });
      const stranger = await add(engine, "a", 3);
      expect(await numbersOf(engine, "a")).toBe("1 2 ");
      await engine.processors.rebuild("seen");
      await rebuilt(engine);
      expect(await numbersOf(engine, "a", stranger)).toBe("10 20 30 ");
      expect(await numbersOf(engine, "a", await add(engine, "a", 4))).toBe("10 20 30 40 ");
    },
  },
  {
    name: "a handler marked once is not called for what lay before the rebuild, and is for what came then",
    run: async (ground) => {
      const told: number[] = [];
      const seen = projection
        .fold("seen", { table: seenTable, initial: { numbers: "" }, segments: 1 })
        .on(item, {
          Added: once((row: { numbers: string }, { number }: { number: number }) => {
            told.push(number);
            return { numbers: `${row.numbers}${number} ` };
          }),
        })
        .queries({
          of: query(
            v.object({ item: v.string() }),
            async ({ item: id }, { rows }) => (await rows.get(id))?.numbers ?? "",
          ),
        });
      const tables = compile(application("items", [item, seen]));
      const engine = await ground.node({ tables });
      await numbersOf(engine, "a", await add(engine, "a", 1, 2));
      await engine.processors.rebuild("seen");
      await rebuilt(engine);
      expect(await numbersOf(engine, "a")).toBe("");
      expect(await numbersOf(engine, "a", await add(engine, "a", 3))).toBe("3 ");
      expect(told).toEqual([1, 2, 3]);
    },
  },
  {
    name: "a free projection is built anew in tables of its own, and only those it declares",
    needsSql: true,
    run: async (ground) => {
      const tables = (times: number): Tables => {
        const log = projection.free("log", { tables: [logTable], segments: 2 }).on(item, {
          Added: (db, { number }, { eventId }) => db.insert(logTable).values({ eventId, number: number * times }),
        });
        const read = log.queries({
          sum: query(v.object({}), async (_, { db }) => {
            const rows = await db.select().from(logTable);
            return rows.reduce((all, { number }) => all + number, 0);
          }),
        });
        return compile(application("items", [item, read]));
      };
      const sumAt = async (engine: Engine, waitFor?: Position): Promise<unknown> =>
        (
          await engine.query({
            projection: "log",
            query: "sum",
            parameters: {},
            ...(waitFor === undefined ? {} : { waitFor }),
          })
        ).value;
      const old = await ground.node({ tables: tables(1) });
      expect(await sumAt(old, await add(old, "a", 1, 2, 3))).toBe(6);
      await old.stop();
      const engine = await ground.node({ tables: tables(10) });
      await engine.processors.rebuild("log");
      await rebuilt(engine, "log");
      expect(await sumAt(engine)).toBe(60);
      expect(await sumAt(engine, await add(engine, "b", 4))).toBe(100);
    },
  },
  {
    name: "a paused projection is not swapped before it goes on",
    run: async (ground) => {
      const engine = await ground.node({ tables: itemsTables({ shown: tenfold }) });
      await numbersOf(engine, "a", await add(engine, "a", 1));
      await engine.processors.pause("seen");
      await engine.processors.rebuild("seen");
      await eventually(async () => {
        const { rebuild } = await engine.processors.status("seen");
        expect(rebuild?.why).toBe('"seen" is paused; resume it');
      });
      await engine.processors.resume("seen");
      await rebuilt(engine);
      expect(await numbersOf(engine, "a", await add(engine, "a", 2))).toBe("10 20 ");
    },
  },
  {
    name: "what has no rows of its own to build is refused, and says what to do",
    run: async (ground) => {
      const inline = compile(application("items", [item, inlineSeen]));
      const latest = itemsTables({ from: "latest" });
      const engine = await ground.node({ tables: inline });
      await expect(engine.processors.rebuild("seen")).rejects.toMatchObject({
        code: "processor_refused",
        message: expect.stringContaining("declare it async"),
      });
      await engine.stop();
      const later = await ground.node({ tables: latest });
      await expect(later.processors.rebuild("seen")).rejects.toMatchObject({
        code: "processor_refused",
        message: expect.stringContaining('say "from"'),
      });
      await expect(later.processors.rebuild("sen")).rejects.toMatchObject({ code: "unknown_processor" });
    },
  },
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
      // The answer comes once its sequence is parked; it may still be on its way behind the others.
      await eventually(async () => expect((await engine.processors.status("seen")).letters).toBe(3));
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
      await eventually(async () => expect((await engine.processors.status("seen")).letters).toBe(2));
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
