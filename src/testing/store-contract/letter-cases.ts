import type { LetterTransaction } from "../../store/letter-store.ts";
import { expectEqual, expectTrue, present } from "./expect.ts";
import { changing, letterLimits, lettersOf, park, positionsOf, someCause } from "./letters.ts";
import { letterAt, registered } from "./processors.ts";
import type { StoreCase } from "./store-case.ts";

export const letterCases: readonly StoreCase[] = [
  {
    name: "a letter that was enqueued is contained, and comes back as it was",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      await registered(store, place.processor);
      const diagnostics = { tries: [1, 2], note: "ß" };
      expectEqual(await park(store, place, { positions: [7], letter: { cause: someCause, diagnostics } }), [
        "enqueued",
      ]);
      expectTrue(await store.letters.contains(place), "the sequence is contained");
      const [letter, ...others] = await lettersOf(store, place);
      expectEqual(others, []);
      const { enqueuedAt, touchedAt, ...rest } = present(letter, "the letter");
      const event = { position: "7", subIndex: 0 };
      expectEqual(rest, {
        ...place,
        index: 0,
        event,
        eventType: "thing.Done",
        cause: someCause,
        diagnostics,
        attempts: 0,
      });
      expectTrue(enqueuedAt instanceof Date && touchedAt instanceof Date, "its times are dates");
    },
  },
  {
    name: "a letter stands for a part of an event, or for all that an upcaster will make of it",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      await registered(store, place.processor);
      for (const subIndex of [2, -1])
        await park(store, place, {
          positions: [1],
          letter: { event: { position: letterAt(1).event.position, subIndex } },
        });
      expectEqual(
        (await lettersOf(store, place)).map(({ event }) => event.subIndex),
        [2, -1],
      );
    },
  },
  {
    name: "a transaction sees the letters of a sequence in order, with its own changes",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      await registered(store, place.processor);
      await park(store, place, { positions: [1, 2] });
      const change = async (letters: LetterTransaction) => {
        await letters.evict("s", { index: 0 });
        await letters.enqueue("s", { ...letterAt(3), ...letterLimits, eventType: "thing.Other" });
        return letters.ofSequence("s");
      };
      const seen = await changing(store, place, { change });
      expectEqual(seen, [
        { index: 1, eventType: "thing.Done" },
        { index: 2, eventType: "thing.Other" },
      ]);
      expectEqual(await changing(store, place, { change: (letters) => letters.ofSequence("t") }), []);
    },
  },
  {
    name: "a cause may say anything",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      await registered(store, place.processor);
      const letter = { cause: { type: "Error", message: "a\0b \ud800", stack: null }, diagnostics: { odd: "\0" } };
      await park(store, place, { positions: [1], letter });
      const [kept] = await lettersOf(store, place);
      expectTrue(kept?.cause?.message.startsWith("a") === true, "its message is kept as far as it can be");
    },
  },
  {
    name: "a new sequence at the limit of sequences is refused, a letter of a known one is not",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await registered(store, processor);
      for (const sequence of ["a", "b", "c", "d"])
        expectEqual(await park(store, { processor, sequence }, { positions: [1] }), ["enqueued"]);
      expectEqual(await park(store, { processor, sequence: "e" }, { positions: [2] }), ["full"]);
      expectEqual(await store.letters.contains({ processor, sequence: "e" }), false);
      expectEqual(await park(store, { processor, sequence: "a" }, { positions: [2] }), ["enqueued"]);
      expectEqual(await store.letters.count(processor), { sequences: 4, letters: 5 });
    },
  },
  {
    name: "a letter at the limit of letters is refused, also where one is only put behind others",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      await registered(store, place.processor);
      expectEqual(await park(store, place, { positions: [1, 2, 3, 4] }), ["enqueued", "enqueued", "enqueued", "full"]);
      const change = (letters: LetterTransaction) => letters.enqueueIfPresent("s", { ...letterAt(5), ...letterLimits });
      expectEqual(await changing(store, place, { change }), "full");
      expectEqual(positionsOf(await lettersOf(store, place)), ["1", "2", "3"]);
    },
  },
  {
    name: "a letter is put behind others only where there are some of its sequence",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      await registered(store, place.processor);
      const behind = (sequence: string) => (letters: LetterTransaction) =>
        letters.enqueueIfPresent(sequence, { ...letterAt(2), ...letterLimits });
      expectEqual(await changing(store, place, { change: behind("s") }), "absent");
      expectEqual(await store.letters.count(place.processor), { sequences: 0, letters: 0 });
      await park(store, place, { positions: [1] });
      expectEqual(await changing(store, place, { change: behind("t") }), "absent");
      expectEqual(await store.letters.contains({ ...place, sequence: "t" }), false);
      expectEqual(await changing(store, place, { change: behind("s") }), "enqueued");
      expectEqual(positionsOf(await lettersOf(store, place)), ["1", "2"]);
    },
  },
  {
    name: "what is not there is not evicted",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      await registered(store, place.processor);
      await park(store, place, { positions: [1] });
      const evict = (sequence: string, index: number) => (letters: LetterTransaction) =>
        letters.evict(sequence, { index });
      expectEqual(await changing(store, place, { change: evict("s", 5) }), "unknown");
      expectEqual(await changing(store, place, { change: evict("t", 0) }), "unknown");
      expectEqual(await store.letters.count(place.processor), { sequences: 1, letters: 1 });
    },
  },
  {
    name: "evicting the only letter empties its sequence, and it may begin anew",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      await registered(store, place.processor);
      await park(store, place, { positions: [1, 2] });
      const evict = (index: number) => (letters: LetterTransaction) => letters.evict("s", { index });
      expectEqual(await changing(store, place, { change: evict(0) }), "evicted");
      expectEqual(positionsOf(await lettersOf(store, place)), ["2"]);
      expectEqual(await changing(store, place, { change: evict(1) }), "emptied");
      expectEqual(await store.letters.contains(place), false);
      expectEqual(await park(store, place, { positions: [3] }), ["enqueued"]);
    },
  },
  {
    name: "what is not there is not requeued",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      await registered(store, place.processor);
      const change = (letters: LetterTransaction) =>
        letters.requeue("s", { index: 0, cause: someCause, diagnostics: {} });
      expectEqual(await changing(store, place, { change }), "unknown");
      expectEqual(await store.letters.contains(place), false);
    },
  },
  {
    name: "a letter that is requeued keeps its place, with a new cause, one attempt more and a later time",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      await registered(store, place.processor);
      await park(store, place, { positions: [1, 2], letter: { cause: someCause } });
      const [before] = await lettersOf(store, place);
      const again = { index: 0, cause: { ...someCause, message: "still" }, diagnostics: { second: true } };
      const change = (letters: LetterTransaction) => letters.requeue("s", again);
      expectEqual(await changing(store, place, { change }), "requeued");
      const [after, ...others] = await lettersOf(store, place);
      expectEqual(positionsOf(others), ["2"]);
      expectEqual(
        [after?.index, after?.cause?.message, after?.diagnostics, after?.attempts, after?.event.position],
        [0, "still", { second: true }, 1, "1"],
      );
      expectEqual(after?.enqueuedAt, before?.enqueuedAt);
      expectTrue((after?.touchedAt.getTime() ?? 0) >= (before?.touchedAt.getTime() ?? 0), "it was touched");
    },
  },
  {
    name: "only its own key is contained, and letters of two processors never meet",
    run: async ({ store, unique }) => {
      const [processor, other] = [unique("p"), unique("q")];
      await Promise.all([registered(store, processor), registered(store, other)]);
      await park(store, { processor, sequence: "s" }, { positions: [1] });
      expectEqual(await store.letters.contains({ processor, sequence: "S" }), false);
      expectEqual(await store.letters.contains({ processor: other, sequence: "s" }), false);
      expectEqual(await store.letters.count(other), { sequences: 0, letters: 0 });
    },
  },
  {
    name: "interleaved letters are kept by sequence, in the order they came",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await registered(store, processor);
      for (const position of [1, 2, 3, 4, 5, 6])
        await park(store, { processor, sequence: position % 2 === 0 ? "even" : "odd" }, { positions: [position] });
      expectEqual(positionsOf(await lettersOf(store, { processor, sequence: "odd" })), ["1", "3", "5"]);
      expectEqual(positionsOf(await lettersOf(store, { processor, sequence: "even" })), ["2", "4", "6"]);
      const page = await store.letters.letters({ processor, sequence: "odd", after: 0, limit: 1 });
      expectEqual(positionsOf(page), ["3"]);
    },
  },
];
