import { type Position, parsePosition, startOfLog } from "../../model/position.ts";
import type { SegmentRef, WorkRequest } from "../../store/segment-store.ts";
import { compositeTarget } from "./contract-tables.ts";
import { expectEqual, expectTrue, present, thrownBy } from "./expect.ts";
import type { StoreCase } from "./store-case.ts";

function at(position: number): Position {
  return present(parsePosition(String(position)), "a position");
}

function whole(processor: string): SegmentRef {
  return { processor, id: 0, mask: 0 };
}

const nothing: WorkRequest["handle"] = async () => {};

export const segmentCases: readonly StoreCase[] = [
  {
    name: "a processor that was never registered has no segments",
    run: async ({ store, unique }) => expectEqual(await store.segments.list(unique("p")), []),
  },
  {
    name: "a processor is registered once, at the start of the log, however often it is asked",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await Promise.all([1, 2, 3, 4].map(() => store.segments.register(processor)));
      await store.segments.work({ segment: whole(processor), from: startOfLog, to: at(5), handle: nothing });
      await store.segments.register(processor);
      expectEqual(await store.segments.list(processor), [{ processor, id: 0, mask: 0, position: "5" }]);
    },
  },
  {
    name: "work moves the position when its handler has ended",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await store.segments.register(processor);
      const result = await store.segments.work({
        segment: whole(processor),
        from: startOfLog,
        to: at(7),
        handle: nothing,
      });
      expectEqual(result, { kind: "done" });
      expectEqual((await store.segments.list(processor))[0]?.position, "7");
    },
  },
  {
    name: "work from another position does nothing and tells the right one",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await store.segments.register(processor);
      await store.segments.work({ segment: whole(processor), from: startOfLog, to: at(7), handle: nothing });
      let called = false;
      const handle = async (): Promise<void> => {
        called = true;
      };
      const result = await store.segments.work({ segment: whole(processor), from: at(6), to: at(9), handle });
      expectEqual(result, { kind: "moved", position: "7" });
      expectEqual(called, false);
    },
  },
  {
    name: "an error of the handler undoes its rows, leaves the position and is thrown as it is",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      const target = compositeTarget();
      await store.segments.register(processor);
      const failure = new Error("a handler's own");
      const thrown = await thrownBy(() =>
        store.segments.work({
          segment: whole(processor),
          from: startOfLog,
          to: at(3),
          handle: async ({ rows }) => {
            await rows.write(target, [{ key: [processor, 1], row: { owner: processor, slot: 1, amount: 1 } }]);
            throw failure;
          },
        }),
      );
      expectTrue(thrown === failure, "the handler's error came out as it was");
      expectEqual(await store.views.rows(target).get(processor, 1), undefined);
      expectEqual((await store.segments.list(processor))[0]?.position, "0");
      const again = await store.segments.work({
        segment: whole(processor),
        from: startOfLog,
        to: at(3),
        handle: nothing,
      });
      expectEqual(again, { kind: "done" });
    },
  },
  {
    name: "a segment at work is busy for others",
    needs: ["parallel"],
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await store.segments.register(processor);
      const segment = whole(processor);
      const inner: { result?: unknown } = {};
      await store.segments.work({
        segment,
        from: startOfLog,
        to: at(2),
        handle: async () => {
          inner.result = await store.segments.work({ segment, from: startOfLog, to: at(2), handle: nothing });
        },
      });
      expectEqual(inner.result, { kind: "busy" });
    },
  },
  {
    name: "of many who work on one stretch exactly one does",
    run: async ({ store, unique }) => {
      const processor = unique("p");
      await store.segments.register(processor);
      let handled = 0;
      const handle = async (): Promise<void> => {
        handled++;
      };
      const work = () => store.segments.work({ segment: whole(processor), from: startOfLog, to: at(4), handle });
      const results = await Promise.all([1, 2, 3, 4, 5, 6].map(work));
      expectEqual(results.filter(({ kind }) => kind === "done").length, 1);
      expectEqual(handled, 1);
    },
  },
  {
    name: "processors work side by side",
    needs: ["parallel"],
    run: async ({ store, unique }) => {
      const [outer, inner] = [unique("outer"), unique("inner")];
      await Promise.all([store.segments.register(outer), store.segments.register(inner)]);
      const result = await store.segments.work({
        segment: whole(outer),
        from: startOfLog,
        to: at(2),
        handle: async () => {
          await store.segments.work({ segment: whole(inner), from: startOfLog, to: at(3), handle: nothing });
        },
      });
      expectEqual(result, { kind: "done" });
      expectEqual((await store.segments.list(inner))[0]?.position, "3");
    },
  },
];
