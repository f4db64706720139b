import type { StreamRef } from "../../model/message.ts";
import { startOfLog } from "../../model/position.ts";
import type { Store } from "../../store/store.ts";
import { expectEqual, expectTrue, present } from "./expect.ts";
import { appendOf, appendOne, loadOne, mustAppend } from "./requests.ts";
import type { StoreCase } from "./store-case.ts";

const refused = { reason: "NotOpen", data: { why: "closed" }, sentence: "The thing is not open" };

async function recordedOf(store: Store, stream: StreamRef, { command }: { command: string }) {
  return (await loadOne(store, { stream, after: 0, commandId: command })).recorded;
}

export const keptCommandCases: readonly StoreCase[] = [
  {
    name: "the outcome of a keyed command is kept with its events",
    run: async ({ store, unique }) => {
      const [stream, command] = [{ type: "thing", id: unique("s") }, unique("c")];
      const { events } = await mustAppend(store, { stream, command, hash: "h1", events: [{ id: "e1" }, { id: "e2" }] });
      const outcome = { status: "done", version: 2, position: events[1]?.position, events };
      expectEqual(await recordedOf(store, stream, { command }), { commandId: command, hash: "h1", stream, outcome });
      const { events: loaded } = await loadOne(store, { stream, after: 0 });
      expectEqual(
        loaded.map(({ commandId }) => commandId),
        [command, command],
      );
    },
  },
  {
    name: "a load says nothing of ids that are unknown or were not kept",
    run: async ({ store, unique }) => {
      const [stream, command] = [{ type: "thing", id: unique("s") }, unique("c")];
      await mustAppend(store, { stream, command, events: [{ id: "e1" }] });
      const loaded = await loadOne(store, { stream, after: 0, commandId: command });
      expectEqual("recorded" in loaded, false);
      expectEqual("recorded" in (await loadOne(store, { stream, after: 0 })), false);
    },
  },
  {
    name: "a known id answers with its first outcome whatever head, hash or stream come with it",
    run: async ({ store, unique }) => {
      const [stream, command] = [{ type: "thing", id: unique("s") }, unique("c")];
      await mustAppend(store, { stream, command, hash: "h1", events: [{ id: "e1" }] });
      const recorded = present(await recordedOf(store, stream, { command }), "the outcome");
      const again = await appendOne(store, { stream, command, hash: "h1", events: [{ id: "e2" }] });
      expectEqual(again, { kind: "duplicate", recorded });
      const elsewhere = { type: "thing", id: unique("other") };
      const other = await appendOne(store, { stream: elsewhere, command, hash: "h2", events: [], rejection: refused });
      expectEqual(other, { kind: "duplicate", recorded });
      expectEqual((await loadOne(store, { stream, after: 0 })).head.version, 1);
    },
  },
  {
    name: "a rejection is kept, and nothing else is stored",
    run: async ({ store, unique }) => {
      const [stream, command] = [{ type: "thing", id: unique("s") }, unique("c")];
      await mustAppend(store, { stream, command, hash: "h", events: [], rejection: refused });
      const outcome = { status: "rejected", ...refused };
      expectEqual(await recordedOf(store, stream, { command }), { commandId: command, hash: "h", stream, outcome });
      expectEqual((await loadOne(store, { stream, after: 0 })).head.version, 0);
      const plain = unique("plain");
      const rejection = { reason: "No", data: null, sentence: null };
      await mustAppend(store, { stream, command: plain, hash: "h", events: [], rejection });
      expectEqual((await recordedOf(store, stream, { command: plain }))?.outcome, { status: "rejected", ...rejection });
    },
  },
  {
    name: "a command with nothing to do is kept with the head it found",
    run: async ({ store, unique }) => {
      const [stream, first, second] = [{ type: "thing", id: unique("s") }, unique("c1"), unique("c2")];
      await mustAppend(store, { stream, command: first, hash: "h", events: [] });
      const atStart = { status: "done", version: 0, position: startOfLog, events: [] };
      expectEqual((await recordedOf(store, stream, { command: first }))?.outcome, atStart);
      const { events } = await mustAppend(store, { stream, command: unique("c0"), events: [{ id: "e1" }] });
      const expected = { version: 1, eventId: "e1" };
      await mustAppend(store, { stream, expected, command: second, hash: "h", events: [] });
      const atHead = { status: "done", version: 1, position: events[0]?.position, events: [] };
      expectEqual((await recordedOf(store, stream, { command: second }))?.outcome, atHead);
    },
  },
  {
    name: "a conflict keeps nothing: the id may be used again",
    run: async ({ store, unique }) => {
      const [stream, command] = [{ type: "thing", id: unique("s") }, unique("c")];
      await mustAppend(store, { stream, command: unique("c0"), events: [{ id: "e0" }] });
      const lost = await appendOne(store, { stream, command, hash: "h", events: [{ id: "e1" }] });
      expectEqual(lost.kind, "conflict");
      expectEqual(await recordedOf(store, stream, { command }), undefined);
      const unconfirmed = await appendOne(store, { stream, command, hash: "h", events: [], rejection: refused });
      expectEqual(unconfirmed.kind, "conflict");
      expectEqual(await recordedOf(store, stream, { command }), undefined);
      const expected = { version: 1, eventId: "e0" };
      await mustAppend(store, { stream, expected, command, hash: "h", events: [{ id: "e1" }] });
    },
  },
  {
    name: "of many submissions of one id exactly one is done and the others get its outcome",
    run: async ({ store, unique }) => {
      const command = unique("c");
      const submit = (n: number) =>
        appendOne(store, {
          stream: { type: "thing", id: unique(`s${n}`) },
          command,
          hash: "h",
          events: [{ id: `e${n}` }],
        });
      const results = await Promise.all(Array.from({ length: 8 }, (_, n) => submit(n)));
      expectEqual(results.filter(({ kind }) => kind === "appended").length, 1);
      expectEqual(results.filter(({ kind }) => kind === "duplicate").length, 7);
      const outcomes = results.flatMap((result) => (result.kind === "duplicate" ? [result.recorded] : []));
      for (const outcome of outcomes) expectEqual(outcome, outcomes[0]);
    },
  },
  {
    name: "an id without a key may return: it is not kept",
    run: async ({ store, unique }) => {
      const [stream, command] = [{ type: "thing", id: unique("s") }, unique("c")];
      await mustAppend(store, { stream, command, events: [{ id: "e1" }] });
      const expected = { version: 1, eventId: "e1" };
      await mustAppend(store, { stream, expected, command, events: [{ id: "e2" }] });
    },
  },
  {
    name: "in one call a conflicting and a known id leave the others kept",
    run: async ({ store, unique }) => {
      const stream = (name: string): StreamRef => ({ type: "thing", id: unique(name) });
      await mustAppend(store, { stream: stream("taken"), command: unique("c0"), events: [{ id: "e0" }] });
      await mustAppend(store, { stream: stream("known"), command: unique("known"), hash: "h", events: [{ id: "e" }] });
      const drafts = ["free", "taken", "known", "fresh"].map((name) => ({
        stream: stream(name),
        command: unique(name),
        hash: "h",
        events: [{ id: `${name}-1` }],
      }));
      const results = await store.events.append(drafts.map(appendOf));
      expectEqual(
        results.map(({ kind }) => kind),
        ["appended", "conflict", "duplicate", "appended"],
      );
      const kept = async (name: string) =>
        (await recordedOf(store, stream(name), { command: unique(name) })) !== undefined;
      expectTrue((await kept("free")) && (await kept("known")) && (await kept("fresh")), "what was stored is kept");
      expectEqual(await kept("taken"), false);
    },
  },
];
