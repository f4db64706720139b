import type { LetterTransaction } from "../../store/letter-store.ts";
import { expectEqual, expectTrue, present, thrownBy } from "./expect.ts";
import { changing, letterLimits, park, someCause } from "./letters.ts";
import { claimedProcessor, letterAt, mustLock, mustWork, registered, segmentOf } from "./processors.ts";
import type { StoreCase } from "./store-case.ts";

export const parkedCases: readonly StoreCase[] = [
  {
    name: "parked sequences are listed with their heads and sizes, page by page",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await registered(store, processor);
      for (const [sequence, positions] of [
        ["b", [1, 4]],
        ["B", [2]],
        ["a", [3]],
      ] as const)
        await park(store, { processor, sequence }, { positions });
      const first = await store.letters.sequences({ processor, limit: 2 });
      expectEqual(
        first.map(({ sequence, letters, head }) => [sequence, letters, head.event.position]),
        [
          ["B", 1, "2"],
          ["a", 1, "3"],
        ],
      );
      const last = present(first.at(-1), "a sequence");
      const rest = await store.letters.sequences({ processor, after: last, limit: 2 });
      expectEqual(
        rest.map(({ sequence, letters, head }) => [sequence, letters, head.event.position]),
        [["b", 2, "1"]],
      );
    },
  },
  {
    name: "sequences of all processors are listed one after another",
    fresh: true,
    run: async ({ store }) => {
      for (const processor of ["q", "p"]) {
        await registered(store, processor);
        for (const sequence of ["2", "1"]) await park(store, { processor, sequence }, { positions: [1] });
      }
      const listed = async (after?: { processor: string; sequence: string }) => {
        const page = await store.letters.sequences({ limit: 3, ...(after === undefined ? {} : { after }) });
        return page.map(({ processor, sequence }) => `${processor}${sequence}`);
      };
      expectEqual(await listed(), ["p1", "p2", "q1"]);
      expectEqual(await listed({ processor: "p", sequence: "2" }), ["q1", "q2"]);
    },
  },
  {
    name: "a transaction sees what is parked in its segment only",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await registered(store, processor, { segments: 2 });
      const sequences = ["a", "b", "c", "d"];
      for (const sequence of sequences) await park(store, { processor, sequence }, { positions: [1] });
      const seen = await Promise.all(
        sequences.map((sequence) =>
          mustLock(store, { processor, sequence }, { handle: async ({ letters }) => [...(await letters.parked())] }),
        ),
      );
      sequences.forEach((sequence, nth) => {
        expectTrue(seen[nth]?.includes(sequence) === true, `"${sequence}" is parked in its segment`);
      });
      const parts = new Set(seen.map((keys) => keys.sort().join()));
      expectEqual([...parts].join().split(",").sort(), sequences);
    },
  },
  {
    name: "letters commit with the position, or not at all",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      const claim = await claimedProcessor(store, place.processor);
      const letter = { ...letterAt(1), ...letterLimits };
      await thrownBy(() =>
        mustWork(store, claim, {
          handle: async ({ letters }) => {
            await letters.enqueue("s", letter);
            expectEqual([...(await letters.parked())], ["s"]);
            throw new Error("undone");
          },
        }),
      );
      expectEqual(await store.letters.contains(place), false);
      await mustWork(store, claim, {
        handle: async ({ letters, apart }) => {
          await thrownBy(() =>
            apart(async () => {
              await letters.enqueue("s", letter);
              throw new Error("undone alone");
            }),
          );
          expectEqual([...(await letters.parked())], []);
          await letters.enqueue("t", letter);
          return undefined;
        },
      });
      expectEqual(await store.letters.contains(place), false);
      expectEqual(await store.letters.contains({ ...place, sequence: "t" }), true);
    },
  },
  {
    name: "every change of letters is counted in the segment, and nothing else is",
    run: async ({ store, unique }) => {
      const place = { processor: unique("p"), sequence: "s" };
      const claim = await claimedProcessor(store, place.processor);
      const version = async () => (await segmentOf(store, claim)).lettersVersion;
      const seen = [await version()];
      const changes: readonly ((letters: LetterTransaction) => Promise<unknown>)[] = [
        (letters) => letters.enqueue("s", { ...letterAt(1), ...letterLimits }),
        (letters) => letters.enqueueIfPresent("s", { ...letterAt(2), ...letterLimits }),
        (letters) => letters.requeue("s", { index: 0, cause: someCause, diagnostics: {} }),
        (letters) => letters.evict("s", { index: 0 }),
      ];
      for (const change of changes) {
        await changing(store, place, { change });
        seen.push(await version());
      }
      expectTrue(
        seen.every((now, nth) => nth === 0 || now > (seen[nth - 1] ?? now)),
        "each change is counted",
      );
      const work = await mustWork(store, claim, {
        handle: async (_, held) => {
          expectEqual(held.lettersVersion, seen.at(-1));
          return undefined;
        },
      });
      expectEqual([work.lettersVersion, await version()], [seen.at(-1), seen.at(-1)]);
      const more = await mustWork(store, claim, {
        handle: async ({ letters }) => void (await letters.evict("s", { index: 1 })),
      });
      expectEqual(more.lettersVersion, await version());
      expectTrue(more.lettersVersion > work.lettersVersion, "a batch's changes are counted");
    },
  },
];
