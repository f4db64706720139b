import { expect, test } from "vitest";
import type { StoredEvent } from "../../../src/model/message.ts";
import { startOfLog } from "../../../src/model/position.ts";
import type { EventSequence, FoldTable } from "../../../src/model/tables.ts";
import { placeEvents } from "../../../src/runtime/letters/place-event.ts";
import { sequenceOf } from "../../../src/runtime/letters/sequence-of.ts";
import { sceneTables } from "./scene.ts";

const event: StoredEvent = {
  id: "e-1",
  type: "thing.Done",
  schemaVersion: 1,
  data: { number: 7, room: "" },
  metadata: { tenant: "t-1" },
  position: startOfLog,
  stream: { type: "thing", id: "a" },
  version: 1,
  commandId: "c",
  correlationId: "k",
  causationId: null,
  recordedAt: new Date(0),
};

function table(sequence: EventSequence, by?: (number: number) => string): FoldTable {
  const parts = { broken: new Set<number>(), handled: [] };
  const found = sceneTables(by === undefined ? parts : { ...parts, by }).projections.seen;
  if (found?.form !== "fold") throw new Error("no fold");
  return { ...found, sequence };
}

test.each<[string, EventSequence, string]>([
  ["by route: the stream", { kind: "byRoute" }, "thing/a"],
  ["by metadata", { kind: "byMetadata", key: "tenant" }, "t-1"],
  ["by payload", { kind: "byPayload", property: "number" }, "7"],
  ["without a key: the event itself", { kind: "byPayload", property: "room" }, "e-1"],
  ["none: the event itself", { kind: "none" }, "e-1"],
  ["sequential: one for all", { kind: "sequential" }, "all"],
  ["by function, of the qualified type", { kind: "byFunction", name: "f", of: ({ name }) => name }, "thing.Done"],
  ["first of", { kind: "firstOf", policies: [{ kind: "none" }, { kind: "byRoute" }] }, "thing/a"],
  ["row key: the row", { kind: "rowKey" }, "a"],
])("sequenceOf %s", (_, sequence, key) => {
  expect(sequenceOf(table(sequence), { event, subIndex: 0 })).toBe(key);
});

test("sequenceOf a row key that `by` gives is that row", () => {
  expect(
    sequenceOf(
      table({ kind: "rowKey" }, (number) => `r-${number}`),
      { event, subIndex: 0 },
    ),
  ).toBe("r-7");
});

test("sequenceOf parts of one event without a key tells them apart", () => {
  const none = table({ kind: "none" });
  expect([0, 1, 2].map((subIndex) => sequenceOf(none, { event, subIndex }))).toEqual(["e-1", "e-1#1", "e-1#2"]);
});

test("an event whose policy throws is broken, and stops nobody but its stream", () => {
  const error = new Error("no key");
  const throwing = table({
    kind: "byFunction",
    name: "f",
    of: () => {
      throw error;
    },
  });
  expect(placeEvents(throwing)(event, 0)).toMatchObject({ sequence: "thing/a", broken: error });
});

test("an event that nobody handles is not asked for its key", () => {
  const throwing = table({
    kind: "byFunction",
    name: "f",
    of: () => {
      throw new Error("asked");
    },
  });
  expect(placeEvents(throwing)({ ...event, type: "thing.Other" }, 0)).not.toHaveProperty("broken");
});
