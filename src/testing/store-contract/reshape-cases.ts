import { keyHash } from "../../base/key-hash.ts";
import { startOfLog } from "../../model/position.ts";
import type { BatchTransaction } from "../../store/segment-store.ts";
import { compositeTarget } from "./contract-tables.ts";
import { expectCode, expectEqual, expectTrue, present, thrownBy } from "./expect.ts";
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

export const reshapeCases: readonly StoreCase[] = [
  {
    name: "a split segment's halves start where it stood, and claims on it end",
    run: async ({ store, unique }) => {
      const name = unique("p");
      const claim = await claimedProcessor(store, name);
      await mustWork(store, claim, { to: at(7) });
      expectEqual(await store.segments.split(claim), {
        kind: "done",
        segments: [
          { processor: name, id: 0, mask: 1 },
          { processor: name, id: 1, mask: 1 },
        ],
      });
      const state = await stateOf(store, name);
      expectSegments(state, [
        { id: 0, mask: 1, position: "7" },
        { id: 1, mask: 1, position: "7" },
      ]);
      expectEqual(
        state.segments.map(({ owner }) => owner),
        [undefined, undefined],
      );
      expectEqual(await store.segments.work({ claim, from: at(7), to: at(8), handle: nothing }), { kind: "lost" });
      expectEqual(await store.segments.pass([{ claim, from: at(7), to: at(8) }]), []);
      const claims = await claimAll(store, name);
      expectTrue(claims.length === 2 && claims.every(({ epoch }) => epoch > claim.epoch), "epochs grow on");
      for (const half of claims) await mustWork(store, half);
    },
  },
  {
    name: "what cannot be split or merged is refused",
    run: async ({ store, unique }) => {
      const name = unique("p");
      await registered(store, name, { segments: 3 });
      const unknown = { kind: "refused", why: "unknown" };
      expectEqual(await store.segments.split({ processor: name, id: 0, mask: 0 }), unknown);
      expectEqual(await store.segments.split({ processor: unique("q"), id: 0, mask: 0 }), unknown);
      expectEqual(await store.segments.merge({ processor: name, id: 3, mask: 3 }), unknown);
      const alone = { kind: "refused", why: "no-partner" };
      expectEqual(await store.segments.merge({ processor: name, id: 1, mask: 1 }), alone);
      await registered(store, unique("whole"));
      expectEqual(await store.segments.merge({ processor: unique("whole"), id: 0, mask: 0 }), alone);
    },
  },
  {
    name: "a merged segment starts at the lower position and remembers who was further, in either order",
    run: async ({ store, unique }) => {
      for (const first of [0, 2]) {
        const name = unique(`p${first}`);
        await registered(store, name, { segments: 4 });
        const claims = await claimAll(store, name);
        const ahead = present(
          claims.find(({ id }) => id === 2),
          "a claim",
        );
        await mustWork(store, ahead, { to: at(9) });
        const merged = await store.segments.merge({ processor: name, id: first, mask: 3 });
        expectEqual(merged, { kind: "done", segments: [{ processor: name, id: 0, mask: 1 }] });
        const [whole] = (await stateOf(store, name)).segments;
        expectEqual(
          { position: whole?.position, marks: whole?.marks, owner: whole?.owner },
          { position: "0", marks: [{ id: 2, mask: 3, position: "9" }], owner: undefined },
        );
      }
    },
  },
  {
    name: "marks go with the halves, and are forgotten once they are caught up with",
    run: async ({ store, unique }) => {
      const name = unique("p");
      await registered(store, name, { segments: 2 });
      const ahead = present(
        (await claimAll(store, name)).find(({ id }) => id === 1),
        "a claim",
      );
      await mustWork(store, ahead, { to: at(9) });
      await store.segments.merge(ahead);
      const [whole] = await claimAll(store, name);
      const held: unknown[] = [];
      const handle = async (
        _: unknown,
        { position, marks }: { position: string; marks: unknown },
      ): Promise<undefined> => {
        held.push({ position, marks });
      };
      const mark = { id: 1, mask: 1, position: "9" };
      await mustWork(store, present(whole, "a claim"), { to: at(4), handle });
      expectEqual(held, [{ position: "0", marks: [mark] }]);
      await store.segments.split({ processor: name, id: 0, mask: 0 });
      const claims = await claimAll(store, name);
      expectEqual(
        (await stateOf(store, name)).segments.map(({ marks }) => marks),
        [[], [mark]],
      );
      const passings = claims.map((claim) => ({ claim, from: at(4), to: at(9) }));
      expectEqual((await store.segments.pass(passings)).length, 2);
      expectEqual(
        (await stateOf(store, name)).segments.map(({ position, marks }) => ({ position, marks })),
        [
          { position: "9", marks: [] },
          { position: "9", marks: [] },
        ],
      );
    },
  },
  {
    name: "two who split one segment split it once",
    run: async ({ store, unique }) => {
      const name = unique("p");
      await registered(store, name);
      const segment = { processor: name, id: 0, mask: 0 };
      const results = await Promise.all([1, 2, 3].map(() => store.segments.split(segment)));
      expectEqual(results.map(({ kind }) => kind).sort(), ["done", "refused", "refused"]);
      expectEqual((await stateOf(store, name)).segments.length, 2);
    },
  },
  {
    name: "a processor that is paused is worked on by nobody",
    run: async ({ store, unique }) => {
      const name = unique("p");
      const claim = await claimedProcessor(store, name);
      expectEqual(await store.segments.pause(unique("unknown"), true), false);
      expectEqual(await store.segments.pause(name, true), true);
      expectEqual((await stateOf(store, name)).paused, true);
      expectEqual(await store.segments.work({ claim, from: at(0), to: at(1), handle: nothing }), { kind: "lost" });
      expectEqual(await claimAll(store, name), []);
      expectEqual(await store.segments.pause(name, false), true);
      expectEqual((await stateOf(store, name)).paused, false);
      expectEqual((await claimAll(store, name)).length, 1);
    },
  },
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
  {
    name: "work under a lock finds the segment of a key, whoever owns it",
    run: async ({ store, unique }) => {
      const name = unique("p");
      await registered(store, name, { segments: 4, start: at(6) });
      await claimAll(store, name);
      const hash = keyHash("some key");
      const handle = async (_: unknown, { position }: { readonly position: string }): Promise<string> => position;
      expectEqual(await store.segments.locked({ processor: name, hash, handle }), { kind: "done", value: "6" });
      expectEqual(await store.segments.locked({ processor: unique("q"), hash, handle }), { kind: "unknown" });
      const failure = new Error("a handler's own");
      const failing = async (): Promise<never> => {
        throw failure;
      };
      const thrown = await thrownBy(() => store.segments.locked({ processor: name, hash, handle: failing }));
      expectTrue(thrown === failure, "the error came out as it was");
    },
  },
  {
    name: "letters of another segment than the one that is locked are not changed",
    run: async ({ store, unique }) => {
      const name = unique("p");
      await registered(store, name, { segments: 2 });
      const [mine, others] = [keyOf(0), keyOf(1)];
      const letter = { ...letterAt(1), ...limits };
      await expectCode(
        () =>
          mustLock(
            store,
            { processor: name, sequence: mine },
            { handle: ({ letters }) => letters.enqueue(others, letter) },
          ),
        "internal",
      );
    },
  },
];

/** A key whose hash is even, or odd. */
function keyOf(parity: number): string {
  const keys = Array.from({ length: 64 }, (_, nth) => `key-${nth}`);
  return present(
    keys.find((key) => (keyHash(key) & 1) === parity),
    "a key",
  );
}
