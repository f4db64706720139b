import type { AcceptedCommand, AcceptResult } from "../../store/command-log.ts";
import type { Store } from "../../store/store.ts";
import { expectEqual, expectTrue, present } from "./expect.ts";
import { appendOne, loadOne, mustAppend } from "./requests.ts";
import type { StoreCase, StoreCaseContext } from "./store-case.ts";

const minute = 60_000;
/** Ends as soon as it has begun. */
const noLease = 0;
const failure = { code: "handler_failed", message: 'It said "no": ß漢🙂' };
const submission = { command: "Do", payload: { list: [1, null, 'quote " \\ {}'] }, metadata: {} };

interface AcceptOptions {
  readonly leaseMs?: number;
  readonly hash?: string;
}

export function accept(
  store: Store,
  id: string,
  { leaseMs = minute, hash = "h" }: AcceptOptions = {},
): Promise<AcceptResult> {
  return store.commands.accept({ id, hash, submission, leaseMs });
}

export async function mustAccept(store: Store, id: string, options?: { leaseMs: number }): Promise<AcceptedCommand> {
  const result = await accept(store, id, options);
  if (result.kind !== "accepted") throw new Error(`Expected an acceptance, found ${result.kind}`);
  return result.command;
}

/** Takes all that may be taken; the one of this id, if it is among them. */
export async function takeIt(
  store: Store,
  id: string,
  { leaseMs = minute }: AcceptOptions = {},
): Promise<AcceptedCommand | undefined> {
  const taken = await store.commands.take({ limit: 1_000, leaseMs });
  return taken.find((command) => command.id === id);
}

/** Handles it: keeps an outcome under its id. */
async function handle({ store, unique }: StoreCaseContext, id: string) {
  const stream = { type: "thing", id: unique(`stream of ${id}`) };
  await mustAppend(store, { stream, command: id, hash: "h", events: [{ id: "e1" }] });
  return present((await loadOne(store, { stream, after: 0, commandId: id })).recorded, "the outcome");
}

export const acceptedCases: readonly StoreCase[] = [
  {
    name: "an id that was accepted for one payload cannot be used for another meanwhile",
    run: async ({ store, unique }) => {
      const [id, stream] = [unique("c"), { type: "thing", id: unique("s") }];
      const command = await mustAccept(store, id);
      const append = (hash: string) => appendOne(store, { stream, command: id, hash, events: [{ id: unique("e") }] });
      expectEqual(await append("other"), { kind: "in-progress" });
      await store.commands.fail(command, failure);
      expectEqual((await append("other")).kind, "appended");
    },
  },
  {
    name: "an accepted command is pending under its hash until it is finished",
    run: async ({ store, unique }) => {
      const id = unique("c");
      expectEqual((await store.commands.find(id)) ?? "unknown", "unknown");
      expectEqual(await accept(store, id), { kind: "accepted", command: { id, hash: "h", submission, attempt: 1 } });
      expectEqual(await store.commands.find(id), { status: "pending", hash: "h" });
      await store.commands.finish({ id, attempt: 1 });
      expectEqual((await store.commands.find(id)) ?? "unknown", "unknown");
    },
  },
  {
    name: "a pending id is not accepted again, whoever holds its lease",
    run: async ({ store, unique }) => {
      const id = unique("c");
      await mustAccept(store, id, { leaseMs: noLease });
      const known = { kind: "known", status: { status: "pending", hash: "h" } };
      expectEqual(await accept(store, id, { hash: "other" }), known);
      expectEqual((await takeIt(store, id))?.attempt, 2);
      expectEqual(await accept(store, id), known);
    },
  },
  {
    name: "of many callers who accept one id exactly one succeeds",
    run: async ({ store, unique }) => {
      const id = unique("c");
      const results = await Promise.all(Array.from({ length: 12 }, () => accept(store, id)));
      expectEqual(results.filter(({ kind }) => kind === "accepted").length, 1);
      expectEqual(results.filter(({ kind }) => kind === "known").length, 11);
    },
  },
  {
    name: "a kept outcome counts more than an acceptance",
    run: async (context) => {
      const { store, unique } = context;
      const [handled, never] = [unique("handled"), unique("never accepted")];
      const { attempt } = await mustAccept(store, handled);
      for (const id of [handled, never]) {
        const status = { status: "recorded", recorded: await handle(context, id) };
        expectEqual(await store.commands.find(id), status);
        expectEqual(await accept(store, id, { hash: "other" }), { kind: "known", status });
        await store.commands.finish({ id, attempt });
        expectEqual(await store.commands.find(id), status);
      }
    },
  },
  {
    name: "an accepted command can be taken only when its lease has ended",
    run: async ({ store, unique }) => {
      const [leased, free] = [unique("leased"), unique("free")];
      await mustAccept(store, leased);
      await mustAccept(store, free, { leaseMs: noLease });
      const taken = await store.commands.take({ limit: 1_000, leaseMs: minute });
      expectEqual(
        taken.map(({ id }) => id).filter((id) => id === leased || id === free),
        [free],
      );
    },
  },
  {
    name: "a taken command comes as it was accepted, with one attempt more each time",
    run: async ({ store, unique }) => {
      const id = unique("c");
      await mustAccept(store, id, { leaseMs: noLease });
      expectEqual(await takeIt(store, id, { leaseMs: noLease }), { id, hash: "h", submission, attempt: 2 });
      expectEqual(await takeIt(store, id), { id, hash: "h", submission, attempt: 3 });
      expectEqual((await takeIt(store, id)) ?? "none", "none");
    },
  },
  {
    name: "those that wait longest are taken first, no more than asked for",
    fresh: true,
    run: async ({ store }) => {
      for (const id of ["c", "a", "b"]) await mustAccept(store, id, { leaseMs: noLease });
      const take = async () => (await store.commands.take({ limit: 2, leaseMs: minute })).map(({ id }) => id);
      expectEqual([await take(), await take(), await take()], [["c", "a"], ["b"], []]);
    },
  },
  {
    name: "no two callers take the same command",
    run: async ({ store, unique }) => {
      const ids = Array.from({ length: 30 }, (_, n) => unique(`c${n}`));
      await Promise.all(ids.map((id) => mustAccept(store, id, { leaseMs: noLease })));
      const takes = Array.from({ length: 10 }, () => store.commands.take({ limit: 5, leaseMs: minute }));
      const taken = (await Promise.all(takes)).flat().map(({ id }) => id);
      expectEqual(new Set(taken).size, taken.length);
      const rest = await store.commands.take({ limit: 1_000, leaseMs: minute });
      const all = new Set([...taken, ...rest.map(({ id }) => id)]);
      expectTrue(
        ids.every((id) => all.has(id)),
        "each was taken by somebody",
      );
    },
  },
  {
    name: "whoever has lost the lease neither finishes nor fails the command",
    run: async ({ store, unique }) => {
      const id = unique("c");
      const first = await mustAccept(store, id, { leaseMs: noLease });
      const second = present(await takeIt(store, id), "the command");
      await store.commands.finish(first);
      await store.commands.fail(first, failure);
      expectEqual(await store.commands.find(id), { status: "pending", hash: "h" });
      await store.commands.fail(second, failure);
      expectEqual(await store.commands.find(id), { status: "failed", hash: "h", failure });
    },
  },
  {
    name: "whoever's lease ended but was not taken over still finishes the command",
    run: async ({ store, unique }) => {
      const id = unique("c");
      await store.commands.finish(await mustAccept(store, id, { leaseMs: noLease }));
      expectEqual((await store.commands.find(id)) ?? "unknown", "unknown");
    },
  },
  {
    name: "a failed command is not taken, keeps its first failure, and may be accepted anew under any hash",
    run: async ({ store, unique }) => {
      const id = unique("c");
      const first = await mustAccept(store, id, { leaseMs: noLease });
      await store.commands.fail(first, failure);
      await store.commands.fail(first, { code: "later", message: "ignored" });
      await store.commands.finish(first);
      expectEqual((await takeIt(store, id)) ?? "none", "none");
      expectEqual(await store.commands.find(id), { status: "failed", hash: "h", failure });
      const command = { id, hash: "h2", submission, attempt: 2 };
      expectEqual(await accept(store, id, { hash: "h2" }), { kind: "accepted", command });
      expectEqual(await store.commands.find(id), { status: "pending", hash: "h2" });
      await store.commands.finish(first);
      expectEqual(await store.commands.find(id), { status: "pending", hash: "h2" });
    },
  },
  {
    name: "finishing or failing an unknown command does nothing",
    run: async ({ store, unique }) => {
      const command = { id: unique("c"), attempt: 1 };
      await store.commands.finish(command);
      await store.commands.fail(command, failure);
      expectEqual((await store.commands.find(command.id)) ?? "unknown", "unknown");
    },
  },
];
