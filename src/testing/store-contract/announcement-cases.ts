import { sequenceStream } from "../../model/sequence-announcement.ts";
import type { Announcement } from "../../store/segment-store.ts";
import { expectEqual, expectTrue, thrownBy } from "./expect.ts";
import { claimedProcessor, mustWork } from "./processors.ts";
import { mustAppend } from "./requests.ts";
import type { StoreCase } from "./store-case.ts";

function parked(processor: string, id: string): Announcement {
  const data = { processor, sequence: "s" };
  const event = { id, type: "myelin.sequence.SequenceParked", schemaVersion: 1, data, metadata: { by: "contract" } };
  return { stream: sequenceStream(data), event };
}

export const announcementCases: readonly StoreCase[] = [
  {
    name: "announcements are stored with the batch, each behind what its stream holds",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      const claim = await claimedProcessor(store, processor);
      const ids = [unique("e1"), unique("e2"), unique("e3")] as const;
      const before = await store.events.lastPosition();
      await mustWork(store, claim, {
        handle: async ({ announce }) => void (await announce([parked(processor, ids[0]), parked(processor, ids[1])])),
      });
      await mustWork(store, claim, {
        handle: async ({ announce }) => void (await announce([parked(processor, ids[2])])),
      });
      const { stream } = parked(processor, "");
      const stored = await store.events.readStream({ stream, after: 0, limit: 10 });
      expectEqual(
        stored.map(({ id, version, commandId, correlationId, causationId }) => [
          id,
          version,
          commandId,
          correlationId,
          causationId,
        ]),
        ids.map((id, nth) => [id, nth + 1, id, id, null]),
      );
      expectEqual([stored[0]?.data, stored[0]?.metadata], [{ processor, sequence: "s" }, { by: "contract" }]);
      expectTrue(
        stored.every(({ position }) => BigInt(position) > BigInt(before)),
        "they stand in the log",
      );
    },
  },
  {
    name: "announcements of a batch that fails, or of what is undone alone, are not stored",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      const claim = await claimedProcessor(store, processor);
      await thrownBy(() =>
        mustWork(store, claim, {
          handle: async ({ announce }) => {
            await announce([parked(processor, unique("e1"))]);
            throw new Error("undone");
          },
        }),
      );
      await mustWork(store, claim, {
        handle: async ({ announce, apart }) => {
          await thrownBy(() =>
            apart(async () => {
              await announce([parked(processor, unique("e2"))]);
              throw new Error("undone alone");
            }),
          );
          return undefined;
        },
      });
      const { stream } = parked(processor, "");
      expectEqual(await store.events.readStream({ stream, after: 0, limit: 10 }), []);
    },
  },
  {
    name: "how far a reader is behind is counted by type, up to a limit",
    run: async ({ store, unique }) => {
      const [stream, wanted] = [{ type: "thing", id: unique("t") }, unique("thing.Wanted")];
      const before = await store.events.lastPosition();
      const types = [wanted, unique("thing.Other"), wanted, wanted];
      const events = types.map((type, nth) => ({ id: unique(`e${nth}`), type }));
      const { events: stored, recordedAt } = await mustAppend(store, { stream, command: unique("c"), events });
      const upTo = stored.at(-1)?.position ?? before;
      const lag = (limit: number) => store.events.lag({ after: before, upTo, types: [wanted], limit });
      expectEqual(await lag(10), { events: 3, oldest: recordedAt });
      expectEqual((await lag(2)).events, 2);
      expectEqual(await store.events.lag({ after: upTo, upTo, types: [wanted], limit: 10 }), {
        events: 0,
        oldest: undefined,
      });
    },
  },
  {
    name: "a reader of what came since a time begins before its first event",
    fresh: true,
    run: async ({ store }) => {
      expectEqual(await store.events.positionBefore(new Date()), "0");
      const append = (nth: number) =>
        mustAppend(store, {
          stream: { type: "thing", id: `t${nth}` },
          command: `c${nth}`,
          events: [{ id: `e${nth}` }],
        });
      const first = await append(1);
      while (Date.now() <= first.recordedAt.getTime() + 1) await new Promise((resolve) => setTimeout(resolve, 1));
      const second = await append(2);
      const firstPosition = first.events[0]?.position;
      expectEqual(await store.events.positionBefore(second.recordedAt), firstPosition);
      expectEqual(await store.events.positionBefore(first.recordedAt), "0");
      expectEqual(
        await store.events.positionBefore(new Date(second.recordedAt.getTime() + 60_000)),
        second.events[0]?.position,
      );
    },
  },
];
