import { startOfLog } from "../../model/position.ts";
import { compositeTarget } from "./contract-tables.ts";
import { expectEqual, expectTrue, thrownBy } from "./expect.ts";
import {
  at,
  claimAll,
  claimedProcessor,
  expectSegments,
  mustWork,
  nothing,
  registered,
  segmentOf,
  stateOf,
} from "./processors.ts";
import type { StoreCase } from "./store-case.ts";

export const segmentCases: readonly StoreCase[] = [
  {
    name: "a processor that was never registered is not known",
    run: async ({ store, unique }) => expectEqual(await store.segments.state(unique("p")), undefined),
  },
  {
    name: "a processor is registered once, however often and with whatever numbers it is asked",
    run: async ({ store, unique }) => {
      const name = unique("p");
      const asked = [4, 8, 2, 4].map((segments) => registered(store, name, { segments, start: at(3) }));
      const counts = new Set((await Promise.all(asked)).map(({ segments }) => segments.length));
      const [count = 0, ...others] = counts;
      expectEqual(others, []);
      const [claim] = await claimAll(store, name);
      expectTrue(claim !== undefined, "a segment can be claimed");
      await mustWork(store, claim, { to: at(9) });
      const again = await registered(store, name, { segments: 1, start: at(1) });
      expectEqual(again.segments.length, count);
      expectEqual(again.segments.find(({ id }) => id === claim.id)?.position, "9");
    },
  },
  {
    name: "a processor keeps the fingerprint that it was first registered with",
    run: async ({ store, unique }) => {
      const name = unique("p");
      await registered(store, name, { fingerprint: "old" });
      expectEqual((await registered(store, name, { fingerprint: "new" })).fingerprint, "old");
    },
  },
  {
    name: "first segments are balanced and begin where they are told to",
    run: async ({ store, unique }) => {
      expectSegments(await registered(store, unique("p"), { segments: 3, start: at(7) }), [
        { id: 0, mask: 3, position: "7" },
        { id: 1, mask: 1, position: "7" },
        { id: 2, mask: 3, position: "7" },
      ]);
    },
  },
  {
    name: "all processors are listed by name",
    fresh: true,
    run: async ({ store }) => {
      for (const name of ["b", "a", "B"]) await registered(store, name);
      expectEqual(
        (await store.segments.all()).map(({ name }) => name),
        ["B", "a", "b"],
      );
    },
  },
  {
    name: "work moves the position when its handler has ended",
    run: async ({ store, unique }) => {
      const claim = await claimedProcessor(store, unique("p"));
      const result = await store.segments.work({ claim, from: startOfLog, to: at(7), handle: nothing });
      expectEqual(result, { kind: "done", progress: { position: "7", marks: [] }, lettersVersion: 0 });
      expectEqual((await segmentOf(store, claim)).position, "7");
    },
  },
  {
    name: "work moves only as far as its handler came",
    run: async ({ store, unique }) => {
      const claim = await claimedProcessor(store, unique("p"));
      const result = await mustWork(store, claim, { to: at(9), handle: async () => at(4) });
      expectEqual(result.progress.position, "4");
      expectEqual((await segmentOf(store, claim)).position, "4");
    },
  },
  {
    name: "work from another position does nothing and tells the right one",
    run: async ({ store, unique }) => {
      const claim = await claimedProcessor(store, unique("p"));
      await mustWork(store, claim, { to: at(7) });
      let called = false;
      const handle = async (): Promise<undefined> => {
        called = true;
      };
      const result = await store.segments.work({ claim, from: at(6), to: at(9), handle });
      expectEqual(result, { kind: "moved", progress: { position: "7", marks: [] } });
      expectEqual(called, false);
    },
  },
  {
    name: "an error of the handler undoes its rows, leaves the position and is thrown as it is",
    run: async ({ store, unique }) => {
      const [claim, target] = [await claimedProcessor(store, unique("p")), compositeTarget()];
      const owner = unique("o");
      const failure = new Error("a handler's own");
      const thrown = await thrownBy(() =>
        mustWork(store, claim, {
          handle: async ({ rows }) => {
            await rows.write(target, [{ key: [owner, 1], row: { owner, slot: 1, amount: 1 } }]);
            throw failure;
          },
        }),
      );
      expectTrue(thrown === failure, "the handler's error came out as it was");
      expectEqual(await store.views.rows(target).get(owner, 1), undefined);
      expectEqual((await segmentOf(store, claim)).position, "0");
      await mustWork(store, claim);
    },
  },
  {
    name: "what is done apart and fails is undone alone",
    run: async ({ store, unique }) => {
      const [claim, target, owner] = [await claimedProcessor(store, unique("p")), compositeTarget(), unique("o")];
      const row = (slot: number, amount: number) => ({ key: [owner, slot], row: { owner, slot, amount } });
      await mustWork(store, claim, {
        handle: async ({ rows, apart }) => {
          await rows.write(target, [row(1, 1)]);
          const failure = new Error("apart");
          const thrown = await thrownBy(() =>
            apart(async () => {
              await rows.write(target, [row(1, 2), row(2, 2)]);
              throw failure;
            }),
          );
          expectTrue(thrown === failure, "the error came out as it was");
          expectEqual(await apart(async () => "kept"), "kept");
          await apart(() => rows.write(target, [row(3, 3)]));
          return undefined;
        },
      });
      const amounts = [1, 2, 3].map(async (slot) => (await store.views.rows(target).get(owner, slot))?.amount ?? null);
      expectEqual(await Promise.all(amounts), [1, null, 3]);
    },
  },
  {
    name: "tables are emptied with the transaction, or not at all",
    fresh: true,
    run: async ({ store }) => {
      const [claim, target] = [await claimedProcessor(store, "p"), compositeTarget()];
      const row = (slot: number) => ({ key: ["o", slot], row: { owner: "o", slot, amount: slot } });
      const slots = async () => (await store.views.rows(target).list()).map(({ slot }) => slot);
      await mustWork(store, claim, { handle: async ({ rows }) => void (await rows.write(target, [row(1), row(2)])) });
      await thrownBy(() =>
        mustWork(store, claim, {
          handle: async ({ truncate }) => {
            await truncate([target.table]);
            throw new Error("undone");
          },
        }),
      );
      expectEqual(await slots(), [1, 2]);
      await mustWork(store, claim, {
        handle: async ({ rows, truncate }) => {
          await truncate([target.table]);
          expectEqual((await rows.load(target, [["o", 1]])).size, 0);
          await rows.write(target, [row(3)]);
          return undefined;
        },
      });
      expectEqual(await slots(), [3]);
    },
  },
  {
    name: "a segment at work is busy for others",
    needs: ["parallel"],
    run: async ({ store, unique }) => {
      const claim = await claimedProcessor(store, unique("p"));
      const inner: { work?: unknown; pass?: unknown } = {};
      const [from, to] = [startOfLog, at(2)];
      await mustWork(store, claim, {
        to,
        handle: async () => {
          inner.work = await store.segments.work({ claim, from, to, handle: nothing });
          inner.pass = await store.segments.pass([{ claim, from, to }]);
          return undefined;
        },
      });
      expectEqual(inner, { work: { kind: "busy" }, pass: [] });
    },
  },
  {
    name: "of many who work on one stretch exactly one does",
    run: async ({ store, unique }) => {
      const claim = await claimedProcessor(store, unique("p"));
      let handled = 0;
      const handle = async (): Promise<undefined> => {
        handled++;
      };
      const work = () => store.segments.work({ claim, from: startOfLog, to: at(4), handle });
      const results = await Promise.all([1, 2, 3, 4, 5, 6].map(work));
      expectEqual(results.filter(({ kind }) => kind === "done").length, 1);
      expectEqual(handled, 1);
    },
  },
  {
    name: "processors work side by side",
    needs: ["parallel"],
    run: async ({ store, unique }) => {
      const [outer, inner] = [
        await claimedProcessor(store, unique("outer")),
        await claimedProcessor(store, unique("inner")),
      ];
      await mustWork(store, outer, { handle: async () => void (await mustWork(store, inner, { to: at(3) })) });
      expectEqual((await segmentOf(store, inner)).position, "3");
    },
  },
  {
    name: "segments pass over stretches, each from where it stands",
    run: async ({ store, unique }) => {
      const name = unique("p");
      await registered(store, name, { segments: 3 });
      const [one, two, three] = await claimAll(store, name);
      if (one === undefined || two === undefined || three === undefined) throw new Error("Expected three claims");
      await mustWork(store, two, { to: at(5) });
      const stale = { ...three, epoch: three.epoch - 1 };
      const from = startOfLog;
      const passed = await store.segments.pass([
        { claim: one, from, to: at(8) },
        { claim: two, from, to: at(8) },
        { claim: stale, from, to: at(8) },
      ]);
      expectEqual(passed, [{ processor: name, id: one.id, mask: one.mask }]);
      const { segments } = await stateOf(store, name);
      const positions = [one, two, three].map(({ id }) => segments.find((each) => each.id === id)?.position);
      expectEqual(positions, ["8", "5", "0"]);
      expectEqual(await store.segments.pass([]), []);
    },
  },
];
