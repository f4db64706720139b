import type { StreamRef } from "../../model/message.ts";
import type { Snapshot } from "../../store/snapshot-store.ts";
import type { Store } from "../../store/store.ts";
import { expectEqual } from "./expect.ts";
import { loadOne, mustAppend } from "./requests.ts";
import type { StoreCase, StoreCaseContext } from "./store-case.ts";

/** A stream of four events, e1 to e4. */
async function streamOfFour({ store, unique }: StoreCaseContext, name = "s"): Promise<StreamRef> {
  const stream = { type: "thing", id: unique(name) };
  const events = [1, 2, 3, 4].map((n) => ({ id: `e${n}` }));
  await mustAppend(store, { stream, command: unique(`c of ${name}`), events });
  return stream;
}

function at(version: number, eventId = `e${version}`): Snapshot {
  return { version, eventId, state: { version } };
}

function save(
  store: Store,
  stream: StreamRef,
  { fingerprint = "f", ...snapshot }: Snapshot & { fingerprint?: string },
) {
  return store.snapshots.save([{ stream, fingerprint, ...snapshot }]);
}

interface Beginning {
  readonly after?: number;
  readonly fingerprint?: string;
}

/** The snapshot that a load begins at, and the versions of the events behind it. */
async function beginning(store: Store, stream: StreamRef, { after = 0, fingerprint = "f" }: Beginning = {}) {
  const { snapshot, events, head } = await loadOne(store, { stream, after, snapshot: fingerprint });
  expectEqual(head.version, 4);
  return [snapshot ?? null, events.map(({ version }) => version)];
}

export const snapshotCases: readonly StoreCase[] = [
  {
    name: "a load that asks for a snapshot begins there",
    run: async (context) => {
      const stream = await streamOfFour(context);
      await save(context.store, stream, at(3));
      expectEqual(await beginning(context.store, stream), [at(3), [4]]);
    },
  },
  {
    name: "a load at a snapshot of the head has no events",
    run: async (context) => {
      const stream = await streamOfFour(context);
      await save(context.store, stream, at(4));
      expectEqual(await beginning(context.store, stream), [at(4), []]);
    },
  },
  {
    name: "a load that does not ask for a snapshot begins where it says",
    run: async (context) => {
      const stream = await streamOfFour(context);
      await save(context.store, stream, at(3));
      const loaded = await loadOne(context.store, { stream, after: 1 });
      expectEqual("snapshot" in loaded, false);
      expectEqual(
        loaded.events.map(({ version }) => version),
        [2, 3, 4],
      );
    },
  },
  {
    name: "a snapshot of another fingerprint is ignored",
    run: async (context) => {
      const stream = await streamOfFour(context);
      await save(context.store, stream, at(3));
      expectEqual(await beginning(context.store, stream, { fingerprint: "g" }), [null, [1, 2, 3, 4]]);
    },
  },
  {
    name: "a snapshot that lies no further than the load begins is ignored",
    run: async (context) => {
      const stream = await streamOfFour(context);
      await save(context.store, stream, at(2));
      expectEqual(await beginning(context.store, stream, { after: 1 }), [at(2), [3, 4]]);
      expectEqual(await beginning(context.store, stream, { after: 2 }), [null, [3, 4]]);
      expectEqual(await beginning(context.store, stream, { after: 3 }), [null, [4]]);
    },
  },
  {
    name: "a snapshot whose event is not in the log is void, and any other takes its place",
    run: async (context) => {
      const stream = await streamOfFour(context);
      await save(context.store, stream, at(3, "lost"));
      expectEqual(await beginning(context.store, stream), [null, [1, 2, 3, 4]]);
      await save(context.store, stream, at(9));
      expectEqual(await beginning(context.store, stream), [null, [1, 2, 3, 4]]);
      await save(context.store, stream, at(2));
      expectEqual(await beginning(context.store, stream), [at(2), [3, 4]]);
    },
  },
  {
    name: "a later snapshot takes the place of an earlier one, never the other way round",
    run: async (context) => {
      const stream = await streamOfFour(context);
      await save(context.store, stream, at(2));
      await save(context.store, stream, at(3));
      await save(context.store, stream, { ...at(3), state: "again" });
      await save(context.store, stream, at(1));
      expectEqual(await beginning(context.store, stream), [at(3), [4]]);
    },
  },
  {
    name: "a snapshot of another fingerprint takes the place of any",
    run: async (context) => {
      const stream = await streamOfFour(context);
      await save(context.store, stream, at(3));
      await save(context.store, stream, { ...at(1), fingerprint: "g" });
      expectEqual(await beginning(context.store, stream), [null, [1, 2, 3, 4]]);
      expectEqual(await beginning(context.store, stream, { fingerprint: "g" }), [at(1), [2, 3, 4]]);
    },
  },
  {
    name: "a snapshot's state comes back as it was, whatever JSON it is",
    run: async (context) => {
      const states = [null, 0, false, "", 'quote " \\ {} ß漢🙂', [1, [null]], { a: { b: [] } }];
      const streams = await Promise.all(states.map((_, n) => streamOfFour(context, `s${n}`)));
      await context.store.snapshots.save(
        streams.map((stream, n) => ({ stream, fingerprint: "f", ...at(4), state: states[n] ?? null })),
      );
      const loaded = await context.store.events.load(streams.map((stream) => ({ stream, after: 0, snapshot: "f" })));
      expectEqual(
        loaded.map(({ snapshot }) => snapshot?.state),
        states,
      );
    },
  },
  {
    name: "one call loads streams with and without a snapshot, each its own",
    run: async (context) => {
      const { store, unique } = context;
      const [one, other] = [await streamOfFour(context, "one"), await streamOfFour(context, "other")];
      const missing = { type: "thing", id: unique("missing") };
      await save(store, one, at(2));
      await save(store, other, at(3));
      const loaded = await store.events.load([
        { stream: other, after: 0, commandId: unique("unknown") },
        { stream: missing, after: 0, snapshot: "f" },
        { stream: one, after: 0, snapshot: "f", commandId: unique("c of one") },
        { stream: other, after: 0, snapshot: "f" },
      ]);
      expectEqual(
        loaded.map(({ snapshot, events, head }) => [snapshot?.version ?? null, events.length, head.version]),
        [
          [null, 4, 4],
          [null, 0, 0],
          [2, 2, 4],
          [3, 1, 4],
        ],
      );
    },
  },
  {
    name: "calls that save snapshots of the same streams in opposite orders all end",
    run: async (context) => {
      const names = Array.from({ length: 12 }, (_, n) => `s${n}`);
      const streams = await Promise.all(names.map((name) => streamOfFour(context, name)));
      const call = (n: number) =>
        context.store.snapshots.save(
          (n % 2 === 0 ? streams : [...streams].reverse()).map((stream) => ({
            stream,
            fingerprint: `f${n}`,
            ...at(3),
          })),
        );
      await Promise.all([0, 1, 2, 3, 4, 5].map(call));
      await context.store.snapshots.save([]);
      for (const stream of streams) {
        const of = await Promise.all(
          [0, 1, 2, 3, 4, 5].map((n) => beginning(context.store, stream, { fingerprint: `f${n}` })),
        );
        expectEqual(of.filter(([snapshot]) => snapshot !== null).length, 1);
      }
    },
  },
  {
    name: "exclusive work loads from a snapshot too",
    run: async (context) => {
      const stream = await streamOfFour(context);
      await save(context.store, stream, at(3));
      const result = await context.store.events.exclusive({
        keys: [context.unique("k")],
        work: async ({ load }) => (await load([{ stream, after: 0, snapshot: "f" }]))[0]?.snapshot,
      });
      expectEqual(result, { kind: "done", value: at(3) });
    },
  },
];
