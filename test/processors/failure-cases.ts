import { sql } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { expect } from "vitest";
import {
  application,
  byFunction,
  compile,
  type Database,
  deadLetter,
  halt,
  projection,
  sequences,
  skip,
} from "../../src/mod.ts";
import type { Engine } from "../../src/runtime/mod.ts";
import { eventually } from "../support/eventually.ts";
import { add, item, itemsTables, numbersOf, seenProjection, splittingTables } from "./items.ts";
import type { ProcessorCase } from "./processor-case.ts";

/** Appends while nobody projects, so that all of it comes in one batch. */
async function together(engine: Engine, append: () => Promise<unknown>): Promise<void> {
  await engine.processors.pause("seen");
  await append();
  await engine.processors.resume("seen");
}

function failing(engine: Engine): Promise<void> {
  return eventually(async () => expect((await engine.health()).processors[0]?.state).toBe("failing"));
}

function parked(engine: Engine, count = 1): Promise<void> {
  return eventually(async () => expect((await engine.letters.sequences({ limit: 10 })).length).toBe(count));
}

const boardTable = pgTable("board", { processor: text("processor").primaryKey(), times: integer("times").notNull() });

const thirteen = (broken: { yes: boolean }) => (number: number) => {
  if (number === 13 && broken.yes) throw new Error("cannot stand 13");
};

export const failureCases: readonly ProcessorCase[] = [
  {
    name: "a processor that halts commits what came before, stops there, and goes on once its handler is mended",
    run: async (ground) => {
      const broken = { yes: true };
      const engine = await ground.node({
        tables: itemsTables({ onFailure: halt(), segments: 1, handle: thirteen(broken) }),
      });
      let last = await add(engine, "b", 0);
      await together(engine, async () => {
        await add(engine, "a", 1, 2);
        await add(engine, "a", 13, 3);
        last = await add(engine, "b", 4);
      });
      await failing(engine);
      expect([await numbersOf(engine, "a"), await numbersOf(engine, "b")]).toEqual(["1 2 ", "0 "]);
      const [status] = (await engine.health()).processors;
      expect(status?.lastError).toContain("cannot stand 13");
      broken.yes = false;
      expect(await numbersOf(engine, "b", last)).toBe("0 4 ");
      expect(await numbersOf(engine, "a", last)).toBe("1 2 13 3 ");
      await eventually(async () => expect((await engine.health()).processors[0]?.state).toBe("running"));
      expect(ground.lines.filter(({ level }) => level === "error")).toHaveLength(1);
    },
  },
  {
    name: "a processor that skips passes over the event alone and logs it with its type and position",
    run: async (ground) => {
      const tables = itemsTables({ onFailure: skip(), handle: thirteen({ yes: true }) });
      const engine = await ground.node({ tables });
      await together(engine, () => add(engine, "a", 1, 13));
      const last = await add(engine, "a", 2);
      expect(await numbersOf(engine, "a", last)).toBe("1 2 ");
      expect(await engine.letters.sequences({ limit: 10 })).toEqual([]);
      expect(ground.lines.filter(({ level }) => level === "error")).toMatchObject([
        { message: expect.stringContaining("passed over"), facts: { event: "item.Added", attempts: 1 } },
      ]);
    },
  },
  {
    name: "an event that fails is retried, then parked; its successors wait unhandled, and its neighbours are all there",
    run: async (ground) => {
      const calls: number[] = [];
      const broken = { yes: true };
      const handle = (number: number): void => {
        calls.push(number);
        thirteen(broken)(number);
      };
      const onFailure = deadLetter({ retries: 2, backoffMs: 1 });
      const engine = await ground.node({ tables: itemsTables({ segments: 1, onFailure, handle }) });
      await together(engine, async () => {
        await add(engine, "b", 1);
        await add(engine, "a", 2, 13, 3);
        await add(engine, "b", 4);
      });
      await parked(engine);
      const last = await add(engine, "b", 5);
      expect(await numbersOf(engine, "b", last)).toBe("1 4 5 ");
      expect(await numbersOf(engine, "a")).toBe("2 ");
      // Once together with its batch, then three times by itself.
      expect(calls.filter((number) => number === 13)).toHaveLength(4);
      expect(calls).not.toContain(3);
      const behindIt = await add(engine, "a", 6);
      await numbersOf(engine, "b", await add(engine, "b", 7));
      await expect(numbersOf(engine, "a", behindIt)).rejects.toMatchObject({ code: "sequence_parked" });
      expect(calls).not.toContain(6);
      expect(await engine.letters.sequences({ limit: 10 })).toMatchObject([{ sequence: "a", letters: 3 }]);
      broken.yes = false;
      expect(await engine.letters.retry({ processor: "seen" })).toMatchObject({ handled: 3, done: true });
      expect(await numbersOf(engine, "a", await add(engine, "a", 8))).toBe("2 13 3 6 8 ");
    },
  },
  {
    name: "a full dead-letter table halts the segment and drops nothing",
    run: async (ground) => {
      const broken = { yes: true };
      const onFailure = deadLetter({ retries: 0, maxLetters: 2 });
      const engine = await ground.node({ tables: itemsTables({ segments: 1, onFailure, handle: thirteen(broken) }) });
      await add(engine, "a", 13, 1, 2);
      await failing(engine);
      expect(await engine.letters.sequences({ limit: 10 })).toMatchObject([{ letters: 2 }]);
      broken.yes = false;
      await engine.letters.retry({ processor: "seen" });
      await eventually(async () => expect(await numbersOf(engine, "a")).toBe("13 1 2 "));
    },
  },
  {
    name: "the dead-letter table is full of sequences: another sequence's failure halts, healthy ones before it are there",
    run: async (ground) => {
      const broken = { yes: true };
      const onFailure = deadLetter({ retries: 0, maxSequences: 1 });
      const engine = await ground.node({ tables: itemsTables({ segments: 1, onFailure, handle: thirteen(broken) }) });
      await together(engine, async () => {
        await add(engine, "a", 13);
        await add(engine, "b", 1, 13, 2);
      });
      await failing(engine);
      await eventually(async () => expect(await numbersOf(engine, "b")).toBe("1 "));
      broken.yes = false;
      await engine.letters.retry({ processor: "seen", sequence: "a" });
      // It had failed for good before there was room for it.
      await eventually(async () =>
        expect(await engine.letters.sequences({ limit: 10 })).toMatchObject([{ sequence: "b", letters: 2 }]),
      );
      await engine.letters.retry({ processor: "seen", sequence: "b" });
      expect(await numbersOf(engine, "b")).toBe("1 13 2 ");
    },
  },
  {
    name: "a policy that throws when it is asked whether to park parks",
    run: async (ground) => {
      const enqueue = (): boolean => {
        throw new Error("the policy is broken");
      };
      const onFailure = deadLetter({ retries: 0, enqueue });
      const engine = await ground.node({
        tables: itemsTables({ segments: 1, onFailure, handle: thirteen({ yes: true }) }),
      });
      await together(engine, async () => {
        await add(engine, "b", 1);
        await add(engine, "a", 13);
      });
      expect(await numbersOf(engine, "b", await add(engine, "b", 2))).toBe("1 2 ");
      expect(await engine.letters.sequences({ limit: 10 })).toMatchObject([{ sequence: "a", letters: 1 }]);
    },
  },
  {
    name: "a sequence policy that throws parks the event under its stream, and stops nobody else",
    needsSql: true,
    run: async (ground) => {
      const seen: number[] = [];
      const keyed = projection
        .free("keyed", {
          segments: 1,
          onFailure: deadLetter({ retries: 0 }),
          sequence: byFunction("not of 13", ({ payload }) => keyOf(payload)),
        })
        .on(item, {
          Added: async (_: Database, { number }) => {
            seen.push(number);
          },
        });
      const engine = await ground.node({ tables: compile(application("items", [item, keyed])) });
      await add(engine, "a", 1, 13, 2);
      await parked(engine);
      expect(await engine.letters.sequences({ limit: 10 })).toMatchObject([{ sequence: "item/a", letters: 1 }]);
      await eventually(() => expect(seen).toEqual([1, 2]));
    },
  },
  {
    name: "what the database says is nobody's fault makes no letter: the segment tries again",
    needsSql: true,
    run: async (ground) => {
      const calls = { count: 0 };
      const unlucky = projection.free("unlucky", { segments: 1, onFailure: deadLetter({ retries: 0 }) }).on(item, {
        Added: async (db: Database) => {
          calls.count++;
          if (calls.count < 4)
            await db.execute(sql`do $$ begin raise exception 'deadlock' using errcode = '40P01'; end $$`);
        },
      });
      const engine = await ground.node({ tables: compile(application("items", [item, unlucky])) });
      await add(engine, "a", 1);
      await eventually(() => expect(calls.count).toBe(4));
      await eventually(async () => expect((await engine.health()).processors[0]?.state).toBe("running"));
      expect(await engine.letters.sequences({ limit: 10 })).toEqual([]);
    },
  },
  {
    name: "a handler whose SQL fails parks its event; SQL of its neighbours in the same batch is kept",
    needsSql: true,
    run: async (ground) => {
      const kept = projection
        .free("kept", { segments: 1, onFailure: deadLetter({ retries: 0 }), onReset: async () => {} })
        .on(item, {
          Added: async (db: Database, { number }) => {
            await db.execute(sql`create table if not exists kept_numbers (number integer)`);
            await db.execute(sql`insert into kept_numbers values (${number})`);
            if (number === 13) await db.execute(sql`select 1 / 0`);
          },
        });
      const engine = await ground.node({ tables: compile(application("items", [item, kept])) });
      await engine.processors.pause("kept");
      await add(engine, "a", 1);
      await add(engine, "b", 13);
      await add(engine, "c", 2);
      await engine.processors.resume("kept");
      await parked(engine);
      const store = await ground.store();
      // The test's own look at the table, by the handle that queries get.
      const db = store.views.db as Database;
      await eventually(async () =>
        expect(await db.execute(sql`select number from kept_numbers order by number`)).toEqual([
          { number: 1 },
          { number: 2 },
        ]),
      );
      await store.close();
    },
  },
  {
    name: "an upcaster that throws parks its event as a whole, and the mended one's parts are handled on retry",
    run: async (ground) => {
      const old = await ground.node({ tables: compile(application("items", [item])) });
      await old.submit({ command: "Note", payload: { itemId: "a", text: "3,4" } });
      const last = await add(old, "a", 5);
      await old.stop();
      const broken = { yes: true };
      const engine = await ground.node({ tables: splittingTables(broken) });
      const beside = await add(engine, "b", 1);
      await eventually(async () =>
        expect(await engine.letters.sequences({ limit: 10 })).toMatchObject([{ sequence: "a", letters: 2 }]),
      );
      await expect(numbersOf(engine, "a", last)).rejects.toMatchObject({ code: "sequence_parked" });
      expect(await numbersOf(engine, "b", beside)).toBe("1 ");
      broken.yes = false;
      expect(await engine.letters.retry({ processor: "seen" })).toMatchObject({ handled: 2, done: true });
      expect(await numbersOf(engine, "a", last)).toBe("3 4 5 ");
    },
  },
  {
    name: "announcements of parked and resumed sequences reach a projection of them, once each",
    run: async (ground) => {
      const broken = { yes: true };
      const told: string[] = [];
      const board = projection.fold("board", { table: boardTable, initial: { times: 0 } }).on(
        sequences,
        {
          SequenceParked: ({ times }, { sequence }) => {
            told.push(`parked ${sequence}`);
            return { times: times + 1 };
          },
          SequenceResumed: ({ times }, { sequence }) => {
            told.push(`resumed ${sequence}`);
            return { times: times + 1 };
          },
        },
        { by: ({ processor }) => processor },
      );
      const seen = seenProjection({ onFailure: deadLetter({ retries: 0 }), handle: thirteen(broken) });
      const engine = await ground.node({ tables: compile(application("items", [item, seen, board])) });
      await add(engine, "a", 13, 1);
      await eventually(() => expect(told).toEqual(["parked a"]));
      broken.yes = false;
      await engine.letters.retry({ processor: "seen" });
      await eventually(() => expect(told).toEqual(["parked a", "resumed a"]));
    },
  },
];

function keyOf(payload: unknown): string {
  if (typeof payload === "object" && payload !== null && "number" in payload && payload.number === 13)
    throw new Error("no key");
  return "k";
}
