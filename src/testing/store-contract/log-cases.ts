import type { StoredEvent } from "../../model/message.ts";
import { comparePositions, isAfter, type Position, startOfLog } from "../../model/position.ts";
import type { Store } from "../../store/store.ts";
import { expectEqual, expectTrue } from "./expect.ts";
import { appendOf, mustAppend } from "./requests.ts";
import type { StoreCase } from "./store-case.ts";

/** Looks until the safe head has come to the last position; with nothing under way that takes a few looks. */
async function settledHead(store: Store): Promise<Position> {
  const last = await store.events.lastPosition();
  for (let look = 0; look < 200; look++) {
    const head = await store.events.safeHead();
    if (comparePositions(head, last) >= 0) return head;
  }
  throw new Error(`Expected the safe head to reach ${last}, found ${await store.events.safeHead()}`);
}

async function fill(store: Store, { streams, each }: { streams: number; each: number }): Promise<void> {
  for (let n = 0; n < streams; n++) {
    const events = Array.from({ length: each }, (_, v) => ({
      id: `e${n}-${v}`,
      type: v % 2 === 0 ? "thing.Even" : "thing.Odd",
    }));
    await mustAppend(store, { stream: { type: "thing", id: `s${n}` }, command: `c${n}`, events });
  }
}

export const logCases: readonly StoreCase[] = [
  {
    name: "an empty log has nothing but its start",
    fresh: true,
    run: async ({ store }) => {
      expectEqual(await store.events.lastPosition(), startOfLog);
      expectEqual(await store.events.safeHead(), startOfLog);
      expectEqual(await store.events.readLog({ after: startOfLog, upTo: startOfLog, limit: 10 }), []);
    },
  },
  {
    name: "the safe head comes to the last position when nothing is under way",
    fresh: true,
    run: async ({ store }) => {
      await fill(store, { streams: 3, each: 2 });
      expectEqual(await settledHead(store), await store.events.lastPosition());
    },
  },
  {
    name: "the log is read in order, after one position and up to another",
    fresh: true,
    run: async ({ store }) => {
      await fill(store, { streams: 5, each: 3 });
      const upTo = await settledHead(store);
      const all = await store.events.readLog({ after: startOfLog, upTo, limit: 100 });
      expectEqual(
        all.map(({ id }) => id),
        [0, 1, 2, 3, 4].flatMap((n) => [0, 1, 2].map((v) => `e${n}-${v}`)),
      );
      const [third, tenth] = [all[2], all[9]];
      expectTrue(third !== undefined && tenth !== undefined, "there are fifteen events");
      const middle = await store.events.readLog({ after: third.position, upTo: tenth.position, limit: 100 });
      expectEqual(middle, all.slice(3, 10));
      expectEqual(await store.events.readLog({ after: third.position, upTo, limit: 4 }), all.slice(3, 7));
    },
  },
  {
    name: "the log is read by type",
    fresh: true,
    run: async ({ store }) => {
      await fill(store, { streams: 4, each: 3 });
      const upTo = await settledHead(store);
      const read = async (types: readonly string[], limit: number): Promise<readonly string[]> =>
        (await store.events.readLog({ after: startOfLog, upTo, types, limit })).map(({ id }) => id);
      expectEqual(await read(["thing.Odd"], 3), ["e0-1", "e1-1", "e2-1"]);
      expectEqual((await read(["thing.Odd", "thing.Even"], 100)).length, 12);
      expectEqual(await read(["thing.Other"], 100), []);
      expectEqual(await read([], 100), []);
    },
  },
  {
    name: "a reader that follows the safe head sees every event once, in the order of each stream",
    fresh: true,
    run: async ({ store }) => {
      const seen: StoredEvent[] = [];
      const writing = Promise.all(Array.from({ length: 6 }, (_, writer) => write(store, { writer, appends: 8 })));
      const last = writing.then(() => store.events.lastPosition());
      let end: Position | undefined;
      void last.then((position) => {
        end = position;
      });
      let at = startOfLog;
      while (end === undefined || isAfter(end, at)) {
        const upTo = await store.events.safeHead();
        const batch = await store.events.readLog({ after: at, upTo, limit: 1000 });
        seen.push(...batch);
        at = batch.at(-1)?.position ?? at;
      }
      expectEqual(seen.length, 6 * 8 * 2);
      expectEqual(new Set(seen.map(({ id }) => id)).size, seen.length);
      for (let writer = 0; writer < 6; writer++) {
        const versions = seen.filter(({ stream }) => stream.id === `w${writer}`).map(({ version }) => version);
        expectEqual(
          versions,
          Array.from({ length: 16 }, (_, index) => index + 1),
        );
      }
    },
  },
];

async function write(store: Store, { writer, appends }: { writer: number; appends: number }): Promise<void> {
  let expected = { version: 0, eventId: null as string | null }; // null alone would narrow the type
  for (let n = 0; n < appends; n++) {
    const ids = [`w${writer}-${n}-a`, `w${writer}-${n}-b`] as const;
    const stream = { type: "thing", id: `w${writer}` };
    const request = appendOf({ stream, expected, command: `w${writer}-${n}`, events: ids.map((id) => ({ id })) });
    const [result] = await store.events.append([request]);
    expectEqual(result?.kind, "appended");
    expected = { version: expected.version + 2, eventId: ids[1] };
  }
}
