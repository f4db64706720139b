import { accept, mustAccept, takeIt } from "./accepted-cases.ts";
import { expectEqual, expectTrue } from "./expect.ts";
import { appendOne, mustAppend } from "./requests.ts";
import type { StoreCase, StoreCaseContext } from "./store-case.ts";

const failure = { code: "internal", message: "broken" };

/** Keeps three outcomes, two failures, and leaves one command pending whose lease has ended. */
async function fill({ store, unique }: StoreCaseContext): Promise<void> {
  for (const n of [1, 2, 3])
    await mustAppend(store, {
      stream: { type: "thing", id: unique(`s${n}`) },
      command: `done-${n}`,
      hash: "h",
      events: [{ id: `e${n}` }],
    });
  for (const id of ["failed-1", "failed-2"]) await store.commands.fail(await mustAccept(store, id), failure);
  await mustAccept(store, "pending", { leaseMs: 0 });
}

async function statuses({ store }: StoreCaseContext): Promise<readonly (string | undefined)[]> {
  const ids = ["done-1", "done-2", "done-3", "failed-1", "failed-2", "pending"];
  return Promise.all(ids.map(async (id) => (await store.commands.find(id))?.status ?? "unknown"));
}

export const sweepCases: readonly StoreCase[] = [
  {
    name: "a sweep leaves what is young",
    fresh: true,
    run: async (context) => {
      await fill(context);
      expectEqual(await context.store.commands.sweep({ keptMs: 600_000, limit: 100 }), 0);
      const kept = ["recorded", "recorded", "recorded", "failed", "failed", "pending"];
      expectEqual(await statuses(context), kept);
    },
  },
  {
    name: "a sweep forgets old outcomes and failures, no more of each than asked for, and leaves what is pending",
    fresh: true,
    run: async (context) => {
      await fill(context);
      const sweep = () => context.store.commands.sweep({ keptMs: 0, limit: 2 });
      expectEqual(await sweep(), 4);
      expectEqual(await statuses(context), ["unknown", "unknown", "recorded", "unknown", "unknown", "pending"]);
      expectEqual([await sweep(), await sweep()], [1, 0]);
      expectEqual((await takeIt(context.store, "pending"))?.attempt, 2);
    },
  },
  {
    name: "a swept id may be used again",
    fresh: true,
    run: async (context) => {
      await fill(context);
      await context.store.commands.sweep({ keptMs: 0, limit: 100 });
      expectTrue((await accept(context.store, "done-1")).kind === "accepted", "the id is accepted");
      const stream = { type: "thing", id: context.unique("other") };
      const again = await appendOne(context.store, { stream, command: "done-2", hash: "h2", events: [{ id: "e" }] });
      expectEqual(again.kind, "appended");
    },
  },
];
