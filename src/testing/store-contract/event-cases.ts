import type { NewEvent } from "../../model/message.ts";
import { isAfter, startOfLog } from "../../model/position.ts";
import type { AppendRequest } from "../../store/event-store.ts";
import { expectEqual, expectTrue, present } from "./expect.ts";
import { appendOf, appendOne, loadOne, mustAppend, noHead } from "./requests.ts";
import type { StoreCase } from "./store-case.ts";

const rich: NewEvent = {
  id: "rich-1",
  type: "thing.Described",
  schemaVersion: 3,
  data: {
    text: 'quote " backslash \\ line\nßø漢🙂',
    list: [1, 2.5, -0.001, 1e21],
    none: null,
    no: false,
    deep: { a: [] },
  },
  metadata: { tenantId: "t-1", weight: 7, tags: ["a", "b,c", "{d}"] },
};

export const eventCases: readonly StoreCase[] = [
  {
    name: "a stream that does not exist has version 0 and no events",
    run: async ({ store, unique }) => {
      const loaded = await loadOne(store, { stream: { type: "thing", id: unique("none") }, after: 0 });
      expectEqual(loaded, { events: [], head: { version: 0, eventId: null, position: startOfLog } });
    },
  },
  {
    name: "an event comes back as it was appended, with its place and its command",
    run: async ({ store, unique }) => {
      const stream = { type: "thing", id: unique('rich/id, {odd}\\"') };
      const command = { id: unique("c"), name: "Describe", correlationId: "talk-1", causationId: "cause-1" };
      const request: AppendRequest = { stream, expected: noHead, events: [rich], command };
      const result = present((await store.events.append([request]))[0], "a result");
      expectTrue(result.kind === "appended", "it was appended");
      const { events } = await loadOne(store, { stream, after: 0 });
      const position = present(result.events[0], "the stored event").position;
      const { recordedAt } = result;
      const origin = { commandId: command.id, correlationId: "talk-1", causationId: "cause-1" };
      expectEqual(events, [{ ...rich, ...origin, position, stream, version: 1, recordedAt }]);
      expectTrue(events[0]?.recordedAt instanceof Date, "recordedAt is a date");
    },
  },
  {
    name: "versions of a stream count from 1 without a gap and positions follow them",
    run: async ({ store, unique }) => {
      const stream = { type: "thing", id: unique("s") };
      await mustAppend(store, { stream, command: unique("c1"), events: [{ id: "e1" }, { id: "e2" }, { id: "e3" }] });
      const expected = { version: 3, eventId: "e3" };
      await mustAppend(store, { stream, expected, command: unique("c2"), events: [{ id: "e4" }, { id: "e5" }] });
      const { events, head } = await loadOne(store, { stream, after: 0 });
      expectEqual(
        events.map(({ id, version }) => [id, version]),
        [1, 2, 3, 4, 5].map((version) => [`e${version}`, version]),
      );
      for (const [index, event] of events.slice(1).entries()) {
        expectTrue(
          isAfter(event.position, present(events[index], "its predecessor").position),
          "positions follow versions",
        );
      }
      expectEqual(head, { version: 5, eventId: "e5", position: events[4]?.position });
    },
  },
  {
    name: "a load after a version brings the later events and the head, also when there are none",
    run: async ({ store, unique }) => {
      const stream = { type: "thing", id: unique("s") };
      await mustAppend(store, { stream, command: unique("c"), events: [{ id: "e1" }, { id: "e2" }, { id: "e3" }] });
      const later = await loadOne(store, { stream, after: 1 });
      expectEqual(
        later.events.map(({ id }) => id),
        ["e2", "e3"],
      );
      const none = await loadOne(store, { stream, after: 3 });
      expectEqual(none.events, []);
      expectEqual(none.head, later.head);
      expectEqual(none.head.eventId, "e3");
    },
  },
  {
    name: "streams of one id and different types are apart",
    run: async ({ store, unique }) => {
      const id = unique("shared");
      await mustAppend(store, { stream: { type: "cat", id }, command: unique("c1"), events: [{ id: "cat" }] });
      await mustAppend(store, { stream: { type: "dog", id }, command: unique("c2"), events: [{ id: "dog" }] });
      const { events } = await loadOne(store, { stream: { type: "dog", id }, after: 0 });
      expectEqual(
        events.map(({ id, version }) => [id, version]),
        [["dog", 1]],
      );
    },
  },
  {
    name: "a stream is read in pages",
    run: async ({ store, unique }) => {
      const stream = { type: "thing", id: unique("s") };
      const events = ["e1", "e2", "e3", "e4", "e5"].map((id) => ({ id }));
      await mustAppend(store, { stream, command: unique("c"), events });
      const page = async (after: number, limit: number) =>
        (await store.events.readStream({ stream, after, limit })).map(({ id }) => id);
      expectEqual(await page(0, 2), ["e1", "e2"]);
      expectEqual(await page(2, 2), ["e3", "e4"]);
      expectEqual(await page(4, 2), ["e5"]);
      expectEqual(await page(5, 2), []);
    },
  },
  {
    name: "a command's events have one time of recording",
    run: async ({ store, unique }) => {
      const stream = { type: "thing", id: unique("s") };
      const { recordedAt } = await mustAppend(store, {
        stream,
        command: unique("c"),
        events: [{ id: "e1" }, { id: "e2" }],
      });
      const { events } = await loadOne(store, { stream, after: 0 });
      expectEqual(
        events.map((event) => event.recordedAt),
        [recordedAt, recordedAt],
      );
    },
  },
  {
    name: "several commands append in one call, answered in their order",
    run: async ({ store, unique }) => {
      const names = ["z", "a", "m", "b"];
      const drafts = names.map((name) => ({
        stream: { type: "thing", id: unique(name) },
        command: unique(`c-${name}`),
        events: [{ id: `${name}-1` }, { id: `${name}-2` }],
      }));
      const results = await store.events.append(drafts.map(appendOf));
      expectEqual(
        results.map(({ kind }) => kind),
        names.map(() => "appended"),
      );
      for (const [index, draft] of drafts.entries()) {
        const { events } = await loadOne(store, { stream: draft.stream, after: 0 });
        const result = results[index];
        expectTrue(result?.kind === "appended", "it was appended");
        expectEqual(
          events.map(({ position, version, type }) => ({ position, version, type })),
          result.events,
        );
        expectEqual(
          events.map(({ id }) => id),
          draft.events.map(({ id }) => id),
        );
      }
    },
  },
  {
    name: "an append of no request answers nothing",
    run: async ({ store }) => expectEqual(await store.events.append([]), []),
  },
  {
    name: "a confirmation stores nothing where the head holds and conflicts where it does not",
    run: async ({ store, unique }) => {
      const stream = { type: "thing", id: unique("s") };
      expectEqual((await mustAppend(store, { stream, command: unique("c1"), events: [] })).events, []);
      await mustAppend(store, { stream, command: unique("c2"), events: [{ id: "e1" }] });
      const stale = await appendOne(store, { stream, command: unique("c3"), events: [] });
      expectEqual(stale, { kind: "conflict", version: 1 });
      const expected = { version: 1, eventId: "e1" };
      expectEqual((await mustAppend(store, { stream, expected, command: unique("c4"), events: [] })).events, []);
      expectEqual((await loadOne(store, { stream, after: 0 })).head.version, 1);
    },
  },
];
