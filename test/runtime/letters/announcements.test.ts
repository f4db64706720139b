import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { afterEach, expect, test } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { application, compile, deadLetter, projection, sequences } from "../../../src/mod.ts";
import { startOfLog } from "../../../src/model/position.ts";
import { sequenceAggregate } from "../../../src/model/sequence-announcement.ts";
import { type Engine, startEngine } from "../../../src/runtime/mod.ts";
import { eventually } from "../../support/eventually.ts";
import { seenTable, thing } from "./scene.ts";

const parkedTable = pgTable("parked", { processor: text("processor").primaryKey(), count: integer("count").notNull() });
let broken = true;
let watcherBroken = true;

const seen = projection
  .fold("seen", { table: seenTable, initial: { numbers: "", count: 0 }, onFailure: deadLetter({ retries: 0 }) })
  .on(thing, {
    Done: (row) => {
      if (broken) throw new Error("a bug");
      return { count: row.count + 1 };
    },
  });

const parked = projection
  .fold("parked", { table: parkedTable, initial: { count: 0 }, onFailure: deadLetter({ retries: 0 }) })
  .on(
    sequences,
    {
      SequenceParked: (row) => {
        if (watcherBroken) throw new Error("a bug in the watcher");
        return { count: row.count + 1 };
      },
      SequenceResumed: (row) => ({ count: row.count - 1 }),
    },
    { by: ({ processor }) => processor },
  );

let engine: Engine;
afterEach(() => engine.stop());

test("a read model hears that a sequence is parked and resumed; its own failures on announcements are not announced", async () => {
  const store = memoryStore();
  engine = await startEngine({ tables: compile(application("things", [thing, seen, parked])), store, log: () => {} });
  const announcements = async () => {
    const all = await store.events.readLog({ after: startOfLog, upTo: await store.events.safeHead(), limit: 100 });
    return all.filter(({ stream }) => stream.type === sequenceAggregate).map(({ type, data }) => [type, data]);
  };
  const about = { processor: "seen", sequence: "a" };
  await engine.submit({ command: "Do", payload: { thingId: "a", number: 1 } });
  // The watcher parks its own sequence, and that is all.
  await eventually(async () =>
    expect((await engine.letters.sequences({ limit: 9 })).map((one) => one.processor)).toEqual(["parked", "seen"]),
  );
  expect(await announcements()).toEqual([["myelin.sequence.SequenceParked", about]]);
  watcherBroken = false;
  expect(await engine.letters.retry({ processor: "parked" })).toMatchObject({ done: true });
  const rows = store.views.rows({ name: "parked", key: ["processor"], table: parkedTable });
  expect(await rows.get("seen")).toMatchObject({ count: 1 });
  expect(await announcements()).toHaveLength(1);
  broken = false;
  expect(await engine.letters.retry({ processor: "seen" })).toMatchObject({ done: true });
  await eventually(async () => expect(await rows.get("seen")).toMatchObject({ count: 0 }));
  expect(await announcements()).toEqual([
    ["myelin.sequence.SequenceParked", about],
    ["myelin.sequence.SequenceResumed", about],
  ]);
});
