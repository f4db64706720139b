import { expect } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import { gate } from "../../support/gate.ts";
import { openScene, processor } from "./scene.ts";

/** One interleaving, forced. */
export interface InterleavingCase {
  readonly name: string;
  readonly run: (store: Store) => Promise<void>;
}

/** Stops the first transaction of a kind when its work is done and nothing is committed. */
function held(store: Store, kind: "locked" | "work"): { readonly store: Store; reached: Promise<void>; letGo(): void } {
  const [reached, go] = [gate(), gate()];
  let first = true;
  const stop = async (): Promise<void> => {
    if (!first) return;
    first = false;
    reached.open();
    await go.passed;
  };
  const { segments } = store;
  const holding: Store["segments"] =
    kind === "locked"
      ? {
          ...segments,
          locked: (request) =>
            segments.locked({ ...request, handle: async (...held) => after(await request.handle(...held), stop) }),
        }
      : {
          ...segments,
          work: (request) =>
            segments.work({ ...request, handle: async (...held) => after(await request.handle(...held), stop) }),
        };
  return { store: { ...store, segments: holding }, reached: reached.passed, letGo: go.open };
}

async function after<T>(value: T, wait: () => Promise<void>): Promise<T> {
  await wait();
  return value;
}

export const interleavingCases: readonly InterleavingCase[] = [
  {
    name: "a retry that removes the last letter before a handler looks leaves the successor to the handler",
    run: async (inner) => {
      const { store, reached, letGo } = held(inner, "locked");
      const scene = await openScene({ store });
      scene.broken.add(1);
      await scene.append("a", 1);
      await scene.work();
      scene.broken.clear();
      await scene.append("a", 2);
      const retrying = scene.retry();
      await reached;
      // The retry holds the segment: the owner's batch does not wait for it.
      expect((await scene.work()).result.kind).toBe("busy");
      letGo();
      expect(await retrying).toMatchObject({ handled: 1, done: true });
      expect((await scene.work()).result.kind).toBe("done");
      expect(await scene.numbers("a")).toBe("1 2");
      expect(await scene.letters("a")).toEqual([]);
      expect(await scene.announced()).toEqual(["SequenceParked a", "SequenceResumed a"]);
    },
  },
  {
    name: "a retry that comes while a handler enqueues behind the last letter handles the successor, too",
    run: async (inner) => {
      const { store, reached, letGo } = held(inner, "work");
      const scene = await openScene({ store: inner });
      const owner = await openScene({ store });
      scene.broken.add(1);
      await scene.append("a", 1);
      await scene.work();
      scene.broken.clear();
      await scene.append("a", 2);
      const working = owner.work();
      await reached;
      const asked = gate();
      const locked: Store["segments"]["locked"] = (request) => {
        asked.open();
        return inner.segments.locked(request);
      };
      const late = await openScene({ store: { ...inner, segments: { ...inner.segments, locked } } });
      const retrying = late.retry();
      // The head is claimed, and the retry is about to wait for the segment.
      await asked.passed;
      letGo();
      expect((await working).result.kind).toBe("done");
      expect(await retrying).toMatchObject({ handled: 2, done: true });
      expect(await scene.numbers("a")).toBe("1 2");
      expect(await scene.letters("a")).toEqual([]);
      expect(await scene.announced()).toEqual(["SequenceParked a", "SequenceResumed a"]);
    },
  },
  {
    name: "publishing to a sequence while it is being processed loses and reorders nothing",
    run: async (inner) => {
      const scene = await openScene({ store: inner });
      scene.broken.add(1);
      await scene.append("a", 1);
      await scene.work();
      scene.broken.clear();
      let next = 2;
      const publish = async (): Promise<void> => {
        if (next > 12) return;
        await scene.append("a", next++);
        await scene.work();
      };
      // Between each two letters of the retry an event comes behind them.
      const letters: Store["letters"] = {
        ...inner.letters,
        claimNext: async (claim) => {
          await publish();
          return inner.letters.claimNext(claim);
        },
      };
      const retry = await openScene({ store: { ...inner, letters } });
      await publish();
      const result = await retry.retry();
      while (next <= 12) await publish();
      expect(result.done).toBe(true);
      expect(await scene.numbers("a")).toBe("1 2 3 4 5 6 7 8 9 10 11 12");
      expect(await scene.letters("a")).toEqual([]);
    },
  },
  {
    name: "a sequence that a blocked worker has is not given to a second one, also when that one asks for it by name",
    run: async (inner) => {
      const { store, reached, letGo } = held(inner, "locked");
      const blocked = await openScene({ store });
      const second = await openScene({ store: inner });
      blocked.broken.add(1);
      await blocked.append("a", 1, 2);
      await blocked.work();
      blocked.broken.clear();
      const retrying = blocked.retry();
      await reached;
      expect((await second.retry()).sequence).toBeNull();
      expect((await second.retry({ sequence: "a" })).sequence).toBeNull();
      letGo();
      expect(await retrying).toMatchObject({ handled: 2, done: true });
      expect(await second.numbers("a")).toBe("1 2");
    },
  },
  {
    name: "two workers on two sequences handle both, each in order and each letter once",
    run: async (inner) => {
      const [one, two] = [await openScene({ store: inner }), await openScene({ store: inner })];
      one.broken.add(1).add(11);
      await one.append("a", 1, 2, 3);
      await one.append("b", 11, 12, 13);
      await one.work();
      one.broken.clear();
      const results = await Promise.all([one.retry(), two.retry()]);
      expect(results.map(({ sequence }) => sequence?.sequence).sort()).toEqual(["a", "b"]);
      expect(results.map(({ done }) => done)).toEqual([true, true]);
      expect([await one.numbers("a"), await one.numbers("b")]).toEqual(["1 2 3", "11 12 13"]);
    },
  },
  {
    name: "an event whose key could not be found out is handled in its own sequence once that was mended, wherever that lies",
    run: async (inner) => {
      let mended = false;
      // 1 belongs to row r of another segment than the stream's, as most rows do.
      const by = (number: number): string => {
        if (number === 1 && !mended) throw new Error("no key");
        return `r-${number % 2}`;
      };
      const scene = await openScene({ store: inner, by, segments: 16 });
      await scene.append("a", 1, 2, 3);
      await scene.work();
      // Its successors in the row went on: nobody knew where it belongs.
      expect([await scene.numbers("r-0"), await scene.numbers("r-1")]).toEqual(["2", "3"]);
      expect((await scene.letters("a")).length).toBe(1);
      expect(await scene.retry()).toMatchObject({ done: false, stoppedAt: { cause: { message: "no key" } } });
      mended = true;
      expect(await scene.retry()).toMatchObject({ handled: 1, done: true });
      expect([await scene.numbers("r-0"), await scene.numbers("r-1")]).toEqual(["2", "3 1"]);
      expect(await scene.announced()).toEqual(["SequenceParked a", "SequenceResumed a"]);
    },
  },
  {
    name: "a letter whose key was mended goes behind the letters of its sequence",
    run: async (inner) => {
      let mended = false;
      const by = (number: number): string => {
        if (number === 1 && !mended) throw new Error("no key");
        return "r";
      };
      const scene = await openScene({ store: inner, by, segments: 16 });
      scene.broken.add(2);
      await scene.append("a", 1, 2);
      await scene.work();
      mended = true;
      expect(await scene.retry({ sequence: "a" })).toMatchObject({ handled: 1, done: true });
      expect(await scene.numbers("r")).toBe("");
      scene.broken.clear();
      expect(await scene.retry({ sequence: "r" })).toMatchObject({ handled: 2, done: true });
      expect(await scene.numbers("r")).toBe("2 1");
    },
  },
  {
    name: "a worker whose letter is evicted by hand meanwhile undoes what its handler wrote",
    run: async (inner) => {
      const scene = await openScene({ store: inner });
      scene.broken.add(1);
      await scene.append("a", 1, 2);
      await scene.work();
      scene.broken.clear();
      // Claimed, and not yet locked.
      const events: Store["events"] = {
        ...inner.events,
        readLog: async (query) => {
          const [head] = await scene.letters("a");
          if (head?.event.position === query.upTo) await evictByHand(inner, head.index);
          return inner.events.readLog(query);
        },
      };
      const late = await openScene({ store: { ...inner, events } });
      expect(await late.retry()).toMatchObject({ handled: 0, done: false });
      expect(await scene.numbers("a")).toBe("");
      expect((await scene.letters("a")).length).toBe(1);
      expect(await scene.retry()).toMatchObject({ handled: 1, done: true });
      expect(await scene.numbers("a")).toBe("2");
    },
  },
];

async function evictByHand({ segments }: Store, index: number): Promise<void> {
  await segments.locked({ processor, hash: 0, handle: ({ letters }) => letters.evict("a", { index }) });
}
