import type { StreamRef } from "../../model/message.ts";
import type { ExclusiveEvents } from "../../store/event-store.ts";
import type { Store } from "../../store/store.ts";
import { expectCode, expectEqual, expectTrue, thrownBy } from "./expect.ts";
import { appendOf, headIn, loadOne, mustAppend } from "./requests.ts";
import type { StoreCase } from "./store-case.ts";

/** What a decision on the stream's state would do: loads, then appends one event behind what is there. */
async function appendNext(events: ExclusiveEvents, stream: StreamRef, { command }: { command: string }) {
  const expected = await headIn(events, stream);
  const event = { id: `after ${expected.version} by ${command}` };
  return events.append([appendOf({ stream, expected, command, events: [event] })]);
}

async function versionOf(store: Store, stream: StreamRef): Promise<number> {
  return (await loadOne(store, { stream, after: 0 })).head.version;
}

export const exclusiveCases: readonly StoreCase[] = [
  {
    name: "exclusive work stores what it appended and gives back its value",
    run: async ({ store, unique }) => {
      const stream = { type: "thing", id: unique("s") };
      const work = async (events: ExclusiveEvents) => {
        await appendNext(events, stream, { command: unique("c1") });
        return appendNext(events, stream, { command: unique("c2") });
      };
      const result = await store.events.exclusive({ keys: [unique("k")], work });
      expectTrue(result.kind === "done", "it was done");
      expectEqual(
        result.value.map(({ kind }) => kind),
        ["appended"],
      );
      const { events } = await loadOne(store, { stream, after: 0 });
      expectEqual(
        events.map(({ version, commandId }) => [version, commandId]),
        [
          [1, unique("c1")],
          [2, unique("c2")],
        ],
      );
    },
  },
  {
    name: "what exclusive work appended is seen by itself alone until it has ended",
    needs: ["parallel"],
    run: async ({ store, unique }) => {
      const stream = { type: "thing", id: unique("s") };
      const seen: number[] = [];
      await store.events.exclusive({
        keys: [unique("k")],
        work: async (events) => {
          await appendNext(events, stream, { command: unique("c") });
          seen.push((await headIn(events, stream)).version, await versionOf(store, stream));
        },
      });
      expectEqual([...seen, await versionOf(store, stream)], [1, 0, 1]);
    },
  },
  {
    name: "an error from exclusive work is thrown as it is, undoes everything and frees keys and ids",
    run: async ({ store, unique }) => {
      const [stream, keys] = [{ type: "thing", id: unique("s") }, [unique("k")]];
      const request = appendOf({ stream, command: unique("c"), hash: "h", events: [{ id: "e1" }] });
      const failure = new Error("of the work");
      const failing = store.events.exclusive({
        keys,
        work: async ({ append }) => {
          await append([request]);
          throw failure;
        },
      });
      expectTrue((await thrownBy(() => failing)) === failure, "the work's own error was thrown");
      expectEqual(await versionOf(store, stream), 0);
      const again = await store.events.exclusive({ keys, work: ({ append }) => append([request]) });
      expectTrue(again.kind === "done", "the key is free");
      expectEqual(again.value[0]?.kind, "appended");
    },
  },
  {
    name: "exclusive works of one key run one after another, each on what the former stored",
    run: async ({ store, unique }) => {
      const stream = { type: "thing", id: unique("s") };
      let [inside, most] = [0, 0];
      const one = (n: number) =>
        store.events.exclusive({
          keys: [unique("k")],
          work: async (events) => {
            most = Math.max(most, ++inside);
            const results = await appendNext(events, stream, { command: unique(`c${n}`) });
            inside--;
            return results[0]?.kind;
          },
        });
      const results = await Promise.all(Array.from({ length: 10 }, (_, n) => one(n)));
      expectEqual(
        results.map((result) => (result.kind === "done" ? result.value : result.kind)),
        Array.from({ length: 10 }, () => "appended"),
      );
      expectEqual([most, await versionOf(store, stream)], [1, 10]);
    },
  },
  {
    name: "exclusive works of other keys go on meanwhile",
    needs: ["parallel"],
    run: async ({ store, unique }) => {
      const order: string[] = [];
      await store.events.exclusive({
        keys: [unique("a")],
        work: async () => {
          order.push("a begins");
          await store.events.exclusive({ keys: [unique("b")], work: async () => void order.push("b") });
          order.push("a ends");
        },
      });
      expectEqual(order, ["a begins", "b", "a ends"]);
    },
  },
  {
    name: "exclusive work that does not wait is told at once that others hold one of its keys, and gets free ones",
    needs: ["parallel"],
    run: async ({ store, unique }) => {
      const work = async (): Promise<string> => "worked";
      const ask = (...keys: string[]): Promise<unknown> => store.events.exclusive({ keys, wait: false, work });
      const answers: unknown[] = [];
      await store.events.exclusive({
        keys: [unique("a")],
        work: async () => void answers.push(await ask(unique("b"), unique("a")), await ask(unique("b"))),
      });
      answers.push(await ask(unique("b"), unique("a")));
      const done = { kind: "done", value: "worked" };
      expectEqual(answers, [{ kind: "busy" }, done, done]);
    },
  },
  {
    name: "exclusive works whose keys overlap in opposite orders all end",
    run: async ({ store, unique }) => {
      const keys = Array.from({ length: 8 }, (_, n) => unique(`k${n}`));
      const stream = { type: "thing", id: unique("s") };
      const one = (n: number) =>
        store.events.exclusive({
          keys: n % 2 === 0 ? keys : [...keys].reverse(),
          work: (events) => appendNext(events, stream, { command: unique(`c${n}`) }),
        });
      await Promise.all(Array.from({ length: 8 }, (_, n) => one(n)));
      expectEqual(await versionOf(store, stream), 8);
    },
  },
  {
    name: "exclusive work takes 64 keys, and a key that is named twice once",
    run: async ({ store, unique }) => {
      const keys = Array.from({ length: 64 }, (_, n) => unique(`k${n % 50} "{}\\,`));
      expectEqual(await store.events.exclusive({ keys, work: async () => "value" }), { kind: "done", value: "value" });
    },
  },
  {
    name: "a conflict in exclusive work is an answer, after which it may decide again",
    run: async ({ store, unique }) => {
      const stream = { type: "thing", id: unique("s") };
      await mustAppend(store, { stream, command: unique("c0"), events: [{ id: "e0" }] });
      const result = await store.events.exclusive({
        keys: [unique("k")],
        work: async (events) => {
          const stale = appendOf({ stream, command: unique("c1"), events: [{ id: "e1" }] });
          const [lost] = await events.append([stale]);
          const [won] = await appendNext(events, stream, { command: unique("c1") });
          return [lost?.kind, won?.kind];
        },
      });
      expectEqual(result, { kind: "done", value: ["conflict", "appended"] });
      expectEqual(await versionOf(store, stream), 2);
    },
  },
  {
    name: "exclusive work meets the outcome that is kept under an id",
    run: async ({ store, unique }) => {
      const [stream, command] = [{ type: "thing", id: unique("s") }, unique("c")];
      await mustAppend(store, { stream, command, hash: "h", events: [{ id: "e1" }] });
      const result = await store.events.exclusive({
        keys: [unique("k")],
        work: async ({ load, append }) => {
          const [loaded] = await load([{ stream, after: 0, commandId: command }]);
          const [again] = await append([appendOf({ stream, command, hash: "h", events: [{ id: "e2" }] })]);
          return [loaded?.recorded?.commandId, again?.kind];
        },
      });
      expectEqual(result, { kind: "done", value: [command, "duplicate"] });
    },
  },
  {
    name: "the events of exclusive work refuse once it has ended",
    run: async ({ store, unique }) => {
      const stream = { type: "thing", id: unique("s") };
      const kept: ExclusiveEvents[] = [];
      await store.events.exclusive({ keys: [unique("k")], work: async (events) => void kept.push(events) });
      for (const { append, load } of kept) {
        const request = appendOf({ stream, command: unique("c"), events: [{ id: "e" }] });
        await expectCode(() => append([request]), "internal");
        await expectCode(() => load([{ stream, after: 0 }]), "internal");
      }
      expectEqual([kept.length, await versionOf(store, stream)], [1, 0]);
    },
  },
];
