import type { LetterTransaction } from "../../store/letter-store.ts";
import type { Store } from "../../store/store.ts";
import { expectEqual, expectTrue, present } from "./expect.ts";
import { changing, lettersOf, park } from "./letters.ts";
import { longLease, registered, segmentOf } from "./processors.ts";
import type { StoreCase } from "./store-case.ts";

const leaseMs = longLease;

/** Works a claimed sequence to its end; the positions of its letters. */
async function workThrough(store: Store, processor: string): Promise<readonly string[]> {
  const handled: string[] = [];
  let letter = await store.letters.claim({ processor, leaseMs });
  while (letter !== undefined) {
    const { sequence, index, token, event } = letter;
    const change = (letters: LetterTransaction) => letters.evict(sequence, { index, token });
    handled.push(event.position);
    if ((await changing(store, { processor, sequence }, { change })) !== "evicted") break;
    letter = await store.letters.claimNext({ processor, sequence, token, leaseMs });
  }
  return handled;
}

export const letterClaimCases: readonly StoreCase[] = [
  {
    name: "where nothing is parked nothing is claimed",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await registered(store, processor);
      expectEqual(await store.letters.claim({ processor, leaseMs }), undefined);
      expectEqual(await store.letters.claim({ processor, sequence: "s", leaseMs }), undefined);
    },
  },
  {
    name: "a sequence is worked from its head to its end, and others stay as they are",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await registered(store, processor);
      await park(store, { processor, sequence: "z-first" }, { positions: [1, 3, 4] });
      await nextMillisecond();
      await park(store, { processor, sequence: "a-second" }, { positions: [2] });
      expectEqual(await workThrough(store, processor), ["1", "3", "4"]);
      expectEqual(await store.letters.contains({ processor, sequence: "z-first" }), false);
      expectEqual(await store.letters.count(processor), { sequences: 1, letters: 1 });
      expectEqual(await workThrough(store, processor), ["2"]);
      expectEqual(await store.letters.claim({ processor, leaseMs }), undefined);
    },
  },
  {
    name: "of two sequences the one that was touched longest ago is claimed first",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await registered(store, processor);
      await park(store, { processor, sequence: "one" }, { positions: [1] });
      await nextMillisecond();
      await park(store, { processor, sequence: "aside" }, { positions: [1] });
      const first = present(await store.letters.claim({ processor, leaseMs }), "a claim");
      expectEqual(first.sequence, "one");
      const again = { index: first.index, token: first.token, cause: null, diagnostics: { tried: true } };
      const change = (letters: LetterTransaction) => letters.requeue("one", again);
      // Times are kept to the millisecond at least: the next one is another.
      await nextMillisecond();
      expectEqual(await changing(store, { processor, sequence: "one" }, { change }), "requeued");
      const second = present(await store.letters.claim({ processor, leaseMs }), "a claim");
      expectEqual(second.sequence, "aside");
      const third = present(await store.letters.claim({ processor, leaseMs }), "a claim");
      expectEqual([third.sequence, third.attempts, third.diagnostics], ["one", 1, { tried: true }]);
    },
  },
  {
    name: "a sequence that a worker has is claimed by nobody else, with or without its name",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await registered(store, processor);
      await park(store, { processor, sequence: "s" }, { positions: [1, 2] });
      const claims = await Promise.all([1, 2, 3, 4].map(() => store.letters.claim({ processor, leaseMs })));
      const [claim, ...others] = claims.flatMap((each) => each ?? []);
      expectEqual(others, []);
      const { sequence, index, token } = present(claim, "a claim");
      expectEqual(await store.letters.claim({ processor, sequence: "s", leaseMs }), undefined);
      // Nobody comes between one letter and the next.
      const change = (letters: LetterTransaction) => letters.evict(sequence, { index, token });
      expectEqual(await changing(store, { processor, sequence }, { change }), "evicted");
      expectEqual(await store.letters.claim({ processor, leaseMs }), undefined);
      const next = await store.letters.claimNext({ processor, sequence, token, leaseMs });
      expectEqual([next?.event.position, next?.token], ["2", token]);
    },
  },
  {
    name: "a claim ends with its lease, or when it is let go of",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await registered(store, processor);
      await park(store, { processor, sequence: "s" }, { positions: [1] });
      const dead = present(await store.letters.claim({ processor, leaseMs: 0 }), "a claim");
      const next = present(await store.letters.claim({ processor, leaseMs }), "a claim");
      expectTrue(dead.token !== next.token, "tokens differ");
      await store.letters.unclaim({ processor, sequence: "s", token: dead.token });
      expectEqual(await store.letters.claim({ processor, leaseMs }), undefined);
      await store.letters.unclaim({ processor, sequence: "s", token: next.token });
      expectEqual((await store.letters.claim({ processor, leaseMs }))?.sequence, "s");
    },
  },
  {
    name: "a letter is evicted and requeued under its claim's token only",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      await registered(store, place.processor);
      await park(store, place, { positions: [1, 2] });
      const claim = { processor: place.processor, leaseMs };
      const dead = present(await store.letters.claim({ ...claim, leaseMs: 0 }), "a claim");
      const live = present(await store.letters.claim(claim), "a claim");
      const evict = (token: string, index: number) => (letters: LetterTransaction) =>
        letters.evict("s", { index, token });
      const requeue = (token: string) => (letters: LetterTransaction) =>
        letters.requeue("s", { index: 0, token, cause: null, diagnostics: {} });
      expectEqual(await changing(store, place, { change: evict(dead.token, 0) }), "unknown");
      expectEqual(await changing(store, place, { change: requeue(dead.token) }), "unknown");
      expectEqual(await changing(store, place, { change: evict(live.token, 1) }), "unknown");
      expectEqual(await changing(store, place, { change: requeue(live.token) }), "requeued");
      expectEqual(await changing(store, place, { change: evict(live.token, 0) }), "unknown");
      expectEqual((await lettersOf(store, place)).length, 2);
    },
  },
  {
    name: "only heads that were not touched for a while are claimed, where that is asked for",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await registered(store, processor);
      await park(store, { processor, sequence: "s" }, { positions: [1] });
      expectEqual(await store.letters.claim({ processor, untouchedMs: longLease, leaseMs }), undefined);
      expectEqual((await store.letters.claim({ processor, untouchedMs: 0, leaseMs }))?.sequence, "s");
    },
  },
  {
    name: "letters that come while a sequence is worked stand behind, and none is lost",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      await registered(store, place.processor);
      await park(store, place, { positions: [1] });
      const { index, token } = present(await store.letters.claim({ processor: place.processor, leaseMs }), "a claim");
      await park(store, place, { positions: [2] });
      const change = (letters: LetterTransaction) => letters.evict("s", { index, token });
      expectEqual(await changing(store, place, { change }), "evicted");
      await park(store, place, { positions: [3] });
      const next = await store.letters.claimNext({ ...place, token, leaseMs });
      expectEqual(next?.event.position, "2");
      await store.letters.unclaim({ ...place, token });
      expectEqual(await workThrough(store, place.processor), ["2", "3"]);
    },
  },
  {
    name: "letters are moved to a new name, but for sequences that it has letters of itself",
    run: async ({ store, unique }) => {
      const [from, to] = [unique("old"), unique("new")];
      const old = await registered(store, from, { segments: 2 });
      await registered(store, to);
      for (const sequence of ["a", "b"]) await park(store, { processor: from, sequence }, { positions: [1, 2] });
      await park(store, { processor: to, sequence: "b" }, { positions: [9] });
      const before = (await segmentOf(store, { processor: to, id: 0 })).lettersVersion;
      await store.letters.claim({ processor: from, sequence: "a", leaseMs });
      expectEqual(await store.letters.move({ from, to }), { moved: 2, refused: ["b"] });
      expectEqual(await store.letters.count(from), { sequences: 1, letters: 2 });
      const moved = await lettersOf(store, { processor: to, sequence: "a" });
      expectEqual(
        moved.map(({ processor, event }) => [processor, event.position]),
        [
          [to, "1"],
          [to, "2"],
        ],
      );
      expectTrue((await segmentOf(store, { processor: to, id: 0 })).lettersVersion > before, "the change is counted");
      expectEqual((await store.letters.claim({ processor: to, sequence: "a", leaseMs }))?.sequence, "a");
      expectTrue(old.segments.length === 2, "each processor has its own segments");
      expectEqual(await store.letters.move({ from, to: unique("unknown") }), { moved: 0, refused: ["b"] });
    },
  },
];

async function nextMillisecond(): Promise<void> {
  const now = Date.now();
  while (Date.now() === now) await new Promise((resolve) => setTimeout(resolve, 1));
}
