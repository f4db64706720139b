import * as v from "valibot";
import { expect, test } from "vitest";
import { aggregate, application, compile, projection } from "../../../src/mod.ts";
import type { StoredEvent } from "../../../src/model/message.ts";
import { startOfLog } from "../../../src/model/position.ts";
import { subjectOf } from "../../../src/runtime/letters/letter-event.ts";
import type { AnyProcessorTable } from "../../../src/runtime/letters/sequence-of.ts";
import { type Letter, wholeEvent } from "../../../src/store/letter-store.ts";
import { processor, seenTable } from "./scene.ts";

let upcaster: "splits" | "drops" | "throws" = "splits";

/** Its first events held two numbers. */
const thing = aggregate("thing", {
  initial: () => 0,
  events: { Done: v.object({ number: v.number() }), Noted: v.object({}) },
  commands: { Do: v.object({ thingId: v.string() }) },
  rejections: {},
})
  .route("thingId")
  .evolve({ Done: (count) => count + 1, Noted: (count) => count })
  .decide({ Do: (_, __, { emit }) => emit.Noted({}) })
  .upcast({
    Done: [
      (_, __, { emit, split, drop }) => {
        if (upcaster === "throws") throw new Error("cannot read it");
        return upcaster === "drops"
          ? drop()
          : split(emit.Done({ number: 1 }), emit.Noted({}), emit.Done({ number: 2 }));
      },
    ],
  });

const seen = projection
  .fold(processor, { table: seenTable, initial: { numbers: "", count: 0 } })
  .on(thing, { Done: (row) => ({ count: row.count + 1 }) }, { by: ({ number }) => `r-${number}` });
const { aggregates, projections } = compile(application("things", [thing, seen]));

const stored: StoredEvent = {
  id: "e-1",
  type: "thing.Done",
  schemaVersion: 1,
  data: { numbers: [1, 2] },
  metadata: {},
  position: startOfLog,
  stream: { type: "thing", id: "a" },
  version: 1,
  commandId: "c",
  correlationId: "k",
  causationId: null,
  recordedAt: new Date(0),
};

function table(): AnyProcessorTable {
  const found = projections.seen;
  if (found === undefined) throw new Error("no such projection");
  return found;
}

function subject(subIndex: number) {
  const place = { processor, sequence: "thing/a", index: 0, event: { position: startOfLog, subIndex } };
  const times = { attempts: 0, enqueuedAt: new Date(0), touchedAt: new Date(0) };
  const letter: Letter = { ...place, ...times, eventType: "thing.Done", cause: null, diagnostics: null };
  return subjectOf(stored, { letter, table: table(), aggregates });
}

const places = (subIndex: number) => subject(subIndex).items.map(({ subIndex: at, sequence }) => [at, sequence]);

test("a letter stands for one part of what an upcaster made of its event, or for all parts that have a handler", () => {
  upcaster = "splits";
  expect(places(0)).toEqual([[0, "r-1"]]);
  expect(places(2)).toEqual([[2, "r-2"]]);
  expect(places(wholeEvent)).toEqual([
    [0, "r-1"],
    [2, "r-2"],
  ]);
});

test("a letter of which nothing can be handled any more says why", () => {
  upcaster = "drops";
  expect(subject(0)).toMatchObject({ items: [], gone: "nothing of its event has a handler any more" });
  upcaster = "splits";
  expect(subject(1).items).toEqual([]);
  expect(subject(7).items).toEqual([]);
});

test("an event whose upcaster throws stays broken in the letter's own sequence", () => {
  upcaster = "throws";
  expect(subject(wholeEvent).items).toMatchObject([{ sequence: "thing/a", broken: expect.any(Error) }]);
});
