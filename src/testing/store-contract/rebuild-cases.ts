import { keyHash } from "../../base/key-hash.ts";
import { isAfter, startOfLog } from "../../model/position.ts";
import { matches } from "../../model/segment.ts";
import { shadowName } from "../../model/shadow-name.ts";
import type { RebuildBeginning, SwapTransaction, SwapVerdict } from "../../store/rebuild-store.ts";
import type { BatchTransaction, ProcessorState } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import { compositeTarget, simpleTarget } from "./contract-tables.ts";
import { expectEqual, expectTrue, present, thrownBy } from "./expect.ts";
import {
  at,
  claimAll,
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

type BeginningOptions = Partial<RebuildBeginning>;

/** Of a fold that nothing else writes: the table is all its own. */
function beginning(processor: string, options: BeginningOptions = {}): RebuildBeginning {
  const tables = [compositeTarget().table];
  const start = startOfLog;
  const form = "fold";
  const own = { processor, fingerprint: "f1", start, replay: undefined, acceptParked: false, form, tables } as const;
  return { ...own, ...options };
}

/** Both versions under one owner, the old one at position 9. */
async function begun(store: Store, name: string, options?: BeginningOptions): Promise<void> {
  await registered(store, name, { segments: 2 });
  for (const claim of await claimAll(store, name)) await mustWork(store, claim, { to: at(9) });
  expectEqual(await store.rebuilds.begin(beginning(name, options)), { kind: "done" });
}

function writing(owner: string, amount: number): (transaction: Pick<BatchTransaction, "rows">) => Promise<undefined> {
  return async ({ rows }) => {
    await rows.write(compositeTarget(), [{ key: [owner, 1], row: { owner, slot: 1, amount } }]);
    return undefined;
  };
}

async function amountOf({ views }: Store, owner: string): Promise<unknown> {
  return (await views.rows(compositeTarget()).get(owner, 1))?.amount;
}

/** The segments are the new version's: at 4 and 12 before the swap brought it to 10. */
async function expectTakenOver(store: Store, before: ProcessorState): Promise<void> {
  const after = await stateOf(store, "p");
  expectEqual([after.fingerprint, after.rebuild, after.replay], ["f2", undefined, undefined]);
  const stands = after.segments.map(({ position, owner }) => [position, owner]);
  expectEqual(stands, [
    ["10", undefined],
    ["12", undefined],
  ]);
  for (const segment of after.segments) {
    const [earlier] = before.segments.filter(({ id }) => id === segment.id);
    expectTrue(segment.epoch > (earlier?.epoch ?? 0), "epochs are later");
    expectTrue(segment.lettersVersion > (earlier?.lettersVersion ?? 0), "the version of letters has grown");
  }
}

const swapNow = async (): Promise<SwapVerdict> => ({ kind: "swap", to: at(9), announcements: [] });

/** What is built beside a projection, and takes its place. Each case has the contract's table of two key columns for itself. */
export const rebuildCases: readonly StoreCase[] = [
  {
    name: "a rebuild is a processor of its own, cut like the old one, whose batches write rows that nobody sees",
    fresh: true,
    run: async ({ store }) => {
      await registered(store, "p", { segments: 2 });
      const [first] = await claimAll(store, "p");
      await mustWork(store, present(first, "a claim"), { to: at(9), handle: writing("a", 1) });
      await store.segments.split(present(first, "a claim"));
      const replay = { until: at(9), context: { why: "mended" } };
      expectEqual(await store.rebuilds.begin(beginning("p", { replay, acceptParked: true })), { kind: "done" });
      const [old, fresh] = [await stateOf(store, "p"), await stateOf(store, shadowName("p"))];
      expectSegments(
        fresh,
        old.segments.map(({ id, mask }) => ({ id, mask, position: "0" })),
      );
      expectEqual([fresh.fingerprint, fresh.replay, fresh.rebuild], ["f1", replay, undefined]);
      const { ageMs, ...rebuild } = present(old.rebuild, "the rebuild");
      expectEqual(rebuild, { fingerprint: "f1", acceptParked: true, state: "building", why: null });
      expectTrue(ageMs >= 0, "it has an age");
      const [claim] = await claimAll(store, shadowName("p"));
      await mustWork(store, present(claim, "a claim"), { to: at(9), handle: writing("a", 2) });
      expectEqual(await amountOf(store, "a"), 1);
      expectEqual(await store.rebuilds.begin(beginning("p")), { kind: "refused", why: "rebuilding" });
      expectEqual(await store.rebuilds.begin(beginning("q")), { kind: "refused", why: "unknown" });
    },
  },
  {
    name: "a swap puts rows, segments and letters of the new version in the place of the old ones, under later epochs",
    fresh: true,
    run: async ({ store }) => {
      await begun(store, "p", { fingerprint: "f2" });
      const [old] = await claimAll(store, "p");
      const stale = present(old, "a claim");
      await mustWork(store, stale, {
        handle: async ({ rows }) => {
          const row = (owner: string, amount: number) => ({ key: [owner, 1], row: { owner, slot: 1, amount } });
          await rows.write(compositeTarget(), [row("gone", 1), row("changed", 1), row("same", 1)]);
          return undefined;
        },
      });
      const shadow = shadowName("p");
      const segments = (await stateOf(store, shadow)).segments;
      const sequence = present(
        ["s", "t", "u", "v"].find((key) => matches(present(segments[0], "one"), keyHash(key))),
        "a key",
      );
      const parking = ({ letters }: BatchTransaction) => letters.enqueue(sequence, { ...letterAt(3), ...limits });
      await mustLock(store, { processor: shadow, sequence }, { handle: parking });
      const [fresh, other] = await claimAll(store, shadow);
      await mustWork(store, present(fresh, "a claim"), { to: at(4) });
      await mustWork(store, present(other, "a claim"), { to: at(12) });
      const before = await stateOf(store, "p");
      const handle = async (transaction: SwapTransaction): Promise<SwapVerdict> => {
        expectEqual(
          transaction.before.map(({ position }) => position),
          before.segments.map(({ position }) => position),
        );
        expectEqual(
          transaction.after.map(({ position }) => position),
          ["4", "12"],
        );
        expectEqual([transaction.parked.before.size, [...transaction.parked.after]], [0, [sequence]]);
        for (const [owner, amount] of [
          ["changed", 2],
          ["same", 1],
          ["new", 3],
        ] as const)
          await writing(owner, amount)(transaction);
        const behind = await transaction.letters.enqueueIfPresent(sequence, { ...letterAt(7), ...limits });
        expectEqual(behind, "enqueued");
        return { kind: "swap", to: at(10), announcements: [] };
      };
      expectEqual(await store.rebuilds.swap({ processor: "p", handle }), { kind: "done" });
      const amounts = await Promise.all(["gone", "changed", "same", "new"].map((owner) => amountOf(store, owner)));
      expectEqual(amounts, [undefined, 2, 1, 3]);
      await expectTakenOver(store, before);
      const letters = await store.letters.letters({ processor: "p", sequence, limit: 9 });
      expectEqual(
        letters.map(({ event }) => event.position),
        ["3", "7"],
      );
      expectEqual(await store.segments.state(shadow), undefined);
      expectEqual(await store.letters.count(shadow), { sequences: 0, letters: 0 });
      const late = { claim: stale, from: at(10), to: at(11), handle: nothing };
      expectEqual(await store.segments.work(late), { kind: "lost" });
      expectEqual(await store.rebuilds.swap({ processor: "p", handle: swapNow }), { kind: "unknown" });
    },
  },
  {
    name: "a swap that is refused, or whose handler throws, leaves both versions as they were",
    fresh: true,
    run: async ({ store }) => {
      await begun(store, "p");
      const [old] = await claimAll(store, "p");
      await mustWork(store, present(old, "a claim"), { handle: writing("a", 1) });
      const refuse = async (transaction: SwapTransaction): Promise<SwapVerdict> => {
        await writing("a", 2)(transaction);
        return { kind: "refused", why: "not yet" };
      };
      const both = async () =>
        [await stateOf(store, "p"), await stateOf(store, shadowName("p"))].map(({ segments }) =>
          segments.map(({ position, epoch }) => [position, epoch]),
        );
      const before = await both();
      expectEqual(await store.rebuilds.swap({ processor: "p", handle: refuse }), { kind: "refused", why: "not yet" });
      const failure = new Error("a handler's own");
      const fail = async (transaction: SwapTransaction): Promise<SwapVerdict> => {
        await writing("a", 3)(transaction);
        throw failure;
      };
      const thrown = await thrownBy(() => store.rebuilds.swap({ processor: "p", handle: fail }));
      expectTrue(thrown === failure, "the error came out as it was");
      expectEqual([await amountOf(store, "a"), await both()], [1, before]);
      const [claim] = await claimAll(store, shadowName("p"));
      await mustWork(store, present(claim, "a claim"), {
        handle: async ({ rows }) => {
          expectEqual((await rows.load(compositeTarget(), [["a", 1]])).size, 0);
          return undefined;
        },
      });
      expectEqual(await store.rebuilds.swap({ processor: "p", handle: swapNow }), { kind: "done" });
      expectEqual(await amountOf(store, "a"), undefined);
    },
  },
  {
    name: "a rebuild that is given up leaves nothing, and the claims of the next one are never taken for its own",
    fresh: true,
    run: async ({ store }) => {
      await begun(store, "p");
      const shadow = shadowName("p");
      const [claim] = await claimAll(store, shadow);
      const stale = present(claim, "a claim");
      const sequence = "s";
      await mustLock(
        store,
        { processor: shadow, sequence },
        { handle: ({ letters }) => letters.enqueue(sequence, { ...letterAt(1), ...limits }) },
      );
      await mustWork(store, stale, { handle: writing("a", 5) });
      expectEqual(await store.rebuilds.cancel("p"), "done");
      expectEqual(await store.rebuilds.cancel("p"), "unknown");
      expectEqual(
        [await store.segments.state(shadow), await store.letters.count(shadow)],
        [undefined, { sequences: 0, letters: 0 }],
      );
      expectEqual([(await stateOf(store, "p")).rebuild, await amountOf(store, "a")], [undefined, undefined]);
      const late = { claim: stale, from: at(1), to: at(2), handle: writing("a", 6) };
      expectEqual(await store.segments.work(late), { kind: "lost" });
      expectEqual(await store.rebuilds.begin(beginning("p")), { kind: "done" });
      expectEqual(await store.segments.work({ ...late, from: at(0) }), { kind: "lost" });
      expectEqual(await amountOf(store, "a"), undefined);
      const again = await claimAll(store, shadow);
      expectTrue(again.every(({ epoch }) => epoch > 0) && isAfter(at(1), startOfLog), "it is claimed anew");
    },
  },
  {
    name: "how a rebuild goes is kept with it, and what it accepts once it accepts",
    fresh: true,
    run: async ({ store }) => {
      await begun(store, "p", { tables: [simpleTarget().table] });
      expectEqual(await store.rebuilds.note("p", { state: "refused", why: "s is parked" }), true);
      const told = async () => {
        const { ageMs, ...rest } = present((await stateOf(store, "p")).rebuild, "the rebuild");
        return rest;
      };
      expectEqual(await told(), { fingerprint: "f1", acceptParked: false, state: "refused", why: "s is parked" });
      await store.rebuilds.note("p", { state: "building", why: null, acceptParked: true });
      await store.rebuilds.note("p", { state: "building", why: null });
      expectEqual(await told(), { fingerprint: "f1", acceptParked: true, state: "building", why: null });
      expectEqual(await store.rebuilds.note("q", { state: "building", why: null }), false);
    },
  },
];
