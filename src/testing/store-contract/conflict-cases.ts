import type { AppendResult } from "../../store/event-store.ts";
import { expectEqual } from "./expect.ts";
import { appendOf, appendOne, loadOne, mustAppend, noHead } from "./requests.ts";
import type { StoreCase, StoreCaseContext } from "./store-case.ts";

const two = [{ id: "e1" }, { id: "e2" }];

async function conflictsAt(
  { store, unique }: StoreCaseContext,
  { expected, exists }: { expected: typeof noHead; exists: boolean },
): Promise<void> {
  const stream = { type: "thing", id: unique("s") };
  if (exists) await mustAppend(store, { stream, command: unique("c1"), events: two });
  const result = await appendOne(store, { stream, expected, command: unique("c2"), events: [{ id: "late" }] });
  expectEqual(result, { kind: "conflict", version: exists ? 2 : 0 });
  expectEqual(
    (await loadOne(store, { stream, after: 0 })).events.map(({ id }) => id),
    exists ? ["e1", "e2"] : [],
  );
}

export const conflictCases: readonly StoreCase[] = [
  {
    name: "an append below the head conflicts and stores nothing",
    run: (context) => conflictsAt(context, { expected: { version: 1, eventId: "e1" }, exists: true }),
  },
  {
    name: "an append above the head conflicts and stores nothing",
    run: (context) => conflictsAt(context, { expected: { version: 3, eventId: "e3" }, exists: true }),
  },
  {
    name: "an append that takes an existing stream for a new one conflicts",
    run: (context) => conflictsAt(context, { expected: noHead, exists: true }),
  },
  {
    name: "an append that takes a missing stream for an existing one conflicts",
    run: (context) => conflictsAt(context, { expected: { version: 2, eventId: "e2" }, exists: false }),
  },
  {
    name: "an append at the right version but after another event conflicts",
    run: (context) => conflictsAt(context, { expected: { version: 2, eventId: "other" }, exists: true }),
  },
  {
    name: "of many appends at one head exactly one wins",
    run: async ({ store, unique }) => {
      const stream = { type: "thing", id: unique("s") };
      const append = (n: number): Promise<AppendResult> =>
        appendOne(store, { stream, command: unique(`c${n}`), events: [{ id: `e${n}-1` }, { id: `e${n}-2` }] });
      const results = await Promise.all(Array.from({ length: 12 }, (_, n) => append(n)));
      expectEqual(results.filter(({ kind }) => kind === "appended").length, 1);
      expectEqual(results.filter(({ kind }) => kind === "conflict").length, 11);
      expectEqual((await loadOne(store, { stream, after: 0 })).head.version, 2);
    },
  },
  {
    name: "appends to different streams do not disturb each other",
    run: async ({ store, unique }) => {
      const ids = Array.from({ length: 12 }, (_, n) => unique(`s${n}`));
      const append = (id: string) =>
        mustAppend(store, { stream: { type: "thing", id }, command: `c ${id}`, events: two });
      await Promise.all(ids.map(append));
      for (const id of ids)
        expectEqual((await loadOne(store, { stream: { type: "thing", id }, after: 0 })).head.version, 2);
    },
  },
  {
    name: "one command's conflict leaves the others of its call untouched",
    run: async ({ store, unique }) => {
      const streams = ["a", "b", "c"].map((id) => ({ type: "thing", id: unique(id) }));
      const [first, taken, last] = streams;
      if (!first || !taken || !last) throw new Error("three streams were made");
      await mustAppend(store, { stream: taken, command: unique("c0"), events: [{ id: "e0" }] });
      const requests = [first, taken, last].map((stream, n) =>
        appendOf({ stream, command: unique(`c${n + 1}`), events: [{ id: `e${n + 1}` }] }),
      );
      const results = await store.events.append(requests);
      expectEqual(
        results.map(({ kind }) => kind),
        ["appended", "conflict", "appended"],
      );
      expectEqual((await loadOne(store, { stream: taken, after: 0 })).head.eventId, "e0");
      expectEqual((await loadOne(store, { stream: last, after: 0 })).head.eventId, "e3");
    },
  },
  {
    name: "overlapping calls of many commands in opposite orders all end, each stream written once",
    run: async ({ store, unique }) => {
      const ids = Array.from({ length: 20 }, (_, n) => unique(`s${String(n).padStart(2, "0")}`));
      const call = (caller: number, order: readonly string[]) =>
        store.events.append(
          order.map((id) =>
            appendOf({
              stream: { type: "thing", id },
              command: `${caller} ${id}`,
              hash: "h",
              events: [{ id: `${caller}` }],
            }),
          ),
        );
      const calls = [0, 1, 2, 3].map((caller) => call(caller, caller % 2 === 0 ? ids : [...ids].reverse()));
      const results = (await Promise.all(calls)).flat();
      expectEqual(results.filter(({ kind }) => kind === "appended").length, ids.length);
      expectEqual(results.filter(({ kind }) => kind === "conflict").length, 3 * ids.length);
    },
  },
];
