import { keyHash } from "../../base/key-hash.ts";
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
