import { startOfLog } from "../../model/position.ts";
import type { BatchTransaction } from "../../store/segment-store.ts";
import { compositeTarget } from "./contract-tables.ts";
import { expectEqual, expectTrue, present, thrownBy } from "./expect.ts";
import {
  at,
  claimAll,
  claimedProcessor,
  expectSegments,
  letterAt,
  mustLock,
  mustWork,
  nothing,
  registered,
  stateOf,
} from "./processors.ts";
import type { StoreCase } from "./store-case.ts";

const limits = { maxSequences: 10, maxLetters: 10 };

export const resetCases: readonly StoreCase[] = [
  {
    name: "a reset sets every segment back, with what its handler writes",
    run: async ({ store, unique }) => {
      const [name, owner, target] = [unique("p"), unique("o"), compositeTarget()];
      await registered(store, name, { segments: 2 });
      const claims = await claimAll(store, name);
      for (const claim of claims) await mustWork(store, claim, { to: at(9) });
      const handle = async ({ rows }: BatchTransaction): Promise<void> =>
        rows.write(target, [{ key: [owner, 1], row: { owner, slot: 1, amount: 1 } }]);
      const replay = { until: at(9), context: { why: "mended" } };
      const request = { processor: name, to: at(2), replay, clearLetters: false, force: false, handle };
      expectEqual(await store.segments.reset(request), { kind: "refused", why: "running" });
      expectEqual(await store.views.rows(target).get(owner, 1), undefined);
      expectEqual(await store.segments.reset({ ...request, force: true }), { kind: "done" });
      const state = await stateOf(store, name);
      expectSegments(state, [
        { id: 0, mask: 1, position: "2" },
        { id: 1, mask: 1, position: "2" },
      ]);
      expectEqual(state.replay, replay);
      expectEqual((await store.views.rows(target).get(owner, 1))?.amount, 1);
      const [claim] = claims;
      const stale = { claim: present(claim, "a claim"), from: at(2), to: at(3), handle: nothing };
      expectEqual(await store.segments.work(stale), { kind: "lost" });
      const unknown = await store.segments.reset({ ...request, processor: unique("q") });
      expectEqual(unknown, { kind: "refused", why: "unknown" });
    },
  },
  {
    name: "a reset whose handler throws changes nothing",
    run: async ({ store, unique }) => {
      const name = unique("p");
      await mustWork(store, await claimedProcessor(store, name), { to: at(9) });
      const failure = new Error("a handler's own");
      const handle = async (): Promise<void> => {
        throw failure;
      };
      const request = { processor: name, to: startOfLog, replay: undefined, clearLetters: true, force: true, handle };
      expectTrue((await thrownBy(() => store.segments.reset(request))) === failure, "the error came out as it was");
      const state = await stateOf(store, name);
      expectEqual([state.segments[0]?.position, state.replay], ["9", undefined]);
    },
  },
  {
    name: "letters refuse a reset, unless they are to be cleared",
    run: async ({ store, unique }) => {
      const [name, sequence] = [unique("p"), "s"];
      await registered(store, name);
      const letter = { ...letterAt(1), ...limits };
      await mustLock(
        store,
        { processor: name, sequence },
        { handle: ({ letters }) => letters.enqueue(sequence, letter) },
      );
      const handle = async (): Promise<void> => {};
      const request = { processor: name, to: startOfLog, replay: undefined, force: false, handle };
      expectEqual(await store.segments.reset({ ...request, clearLetters: false }), { kind: "refused", why: "letters" });
      const before = (await stateOf(store, name)).segments[0]?.lettersVersion ?? 0;
      expectEqual(await store.segments.reset({ ...request, clearLetters: true }), { kind: "done" });
      expectEqual(await store.letters.count(name), { sequences: 0, letters: 0 });
      expectTrue(((await stateOf(store, name)).segments[0]?.lettersVersion ?? 0) > before, "the version has grown");
    },
  },
  {
    name: "a replay is ended once, when every segment is past it",
    run: async ({ store, unique }) => {
      const name = unique("p");
      await registered(store, name, { segments: 2 });
      const replay = { until: at(5), context: null };
      const handle = async (): Promise<void> => {};
      await store.segments.reset({
        processor: name,
        to: startOfLog,
        replay,
        clearLetters: false,
        force: false,
        handle,
      });
      const [one, two] = await claimAll(store, name);
      await mustWork(store, present(one, "a claim"), { to: at(7) });
      expectEqual(await store.segments.endReplay(name, at(5)), false);
      await mustWork(store, present(two, "a claim"), { to: at(5) });
      expectEqual(await store.segments.endReplay(name, at(4)), false);
      const ended = await Promise.all([1, 2, 3].map(() => store.segments.endReplay(name, at(5))));
      expectEqual(ended.filter((mine) => mine).length, 1);
      expectEqual((await stateOf(store, name)).replay, undefined);
      expectEqual(await store.segments.endReplay(unique("q"), at(5)), false);
    },
  },
  {
    name: "another fingerprint is taken on where all segments stand at one position and no letter waits",
    run: async ({ store, unique }) => {
      const [name, sequence] = [unique("p"), "s"];
      await registered(store, name, { segments: 2, fingerprint: "old" });
      const align = () => store.segments.align({ processor: name, fingerprint: "new" });
      const [one, two] = await claimAll(store, name);
      await mustWork(store, present(one, "a claim"), { to: at(3) });
      expectEqual(await align(), false);
      await mustWork(store, present(two, "a claim"), { to: at(3) });
      const letter = { ...letterAt(1), ...limits };
      const place = { processor: name, sequence };
      await mustLock(store, place, { handle: ({ letters }) => letters.enqueue(sequence, letter) });
      expectEqual(await align(), false);
      await mustLock(store, place, { handle: ({ letters }) => letters.evict(sequence, { index: 0 }) });
      expectEqual((await stateOf(store, name)).fingerprint, "old");
      expectEqual(await align(), true);
      const state = await stateOf(store, name);
      expectEqual([state.fingerprint, state.segments.map(({ owner }) => owner)], ["new", [undefined, undefined]]);
      expectEqual(await store.segments.align({ processor: unique("q"), fingerprint: "new" }), false);
    },
  },
  {
    name: "a segment that is partly ahead stands at no one position",
    run: async ({ store, unique }) => {
      const name = unique("p");
      await registered(store, name, { segments: 2 });
      const ahead = present((await claimAll(store, name))[0], "a claim");
      await mustWork(store, ahead, { to: at(3) });
      await store.segments.merge(ahead);
      expectEqual(await store.segments.align({ processor: name, fingerprint: "new" }), false);
    },
  },
  {
    name: "a forgotten processor leaves nothing",
    run: async ({ store, unique }) => {
      const [name, sequence] = [unique("p"), "s"];
      const claim = await claimedProcessor(store, name);
      const letter = { ...letterAt(1), ...limits };
      await mustLock(
        store,
        { processor: name, sequence },
        { handle: ({ letters }) => letters.enqueue(sequence, letter) },
      );
      await store.segments.forget(name);
      expectEqual(await store.segments.state(name), undefined);
      expectEqual(await store.letters.contains({ processor: name, sequence }), false);
      expectEqual(await store.segments.work({ claim, from: at(0), to: at(1), handle: nothing }), { kind: "lost" });
      await store.segments.forget(name);
    },
  },
];
