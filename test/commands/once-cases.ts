import { expect } from "vitest";
import { MyelinError } from "../../src/base/error.ts";
import { byRoute, inCluster, noRetry } from "../../src/mod.ts";
import type { CommandCase, CommandWorld } from "./command-case.ts";
import { add, tablesOf, tally } from "./tally.ts";
import { door, watchedEvents } from "./watched-events.ts";

const tables = tablesOf(tally);

/** A node that loses the answer to its first append: before the store saw it, or after it was committed. */
function losing(world: CommandWorld, when: "before" | "after") {
  let lost = false;
  const lose = async (): Promise<void> => {
    if (lost) return;
    lost = true;
    throw new MyelinError("outcome_unknown", "cut");
  };
  const { events } = world.store;
  return {
    ...events,
    append: async (requests) => {
      if (when === "before") await lose();
      const results = await events.append(requests);
      if (when === "after") await lose();
      return results;
    },
    exclusive: async (request) => {
      // Whatever was appended is rolled back: the commit was never sent.
      const work = async (inner: typeof events): Promise<unknown> => {
        const value = await request.work(inner);
        if (when === "before") await lose();
        return value;
      };
      const result = await events.exclusive({ ...request, work: work as typeof request.work }); // it answers the same
      if (when === "after") await lose();
      return result;
    },
  } satisfies typeof events;
}

/** Another node adds to a stream just before this node's first append. */
function overtaken(world: CommandWorld, rivals: { readonly id: string; readonly by: number }) {
  const rival = world.rig({ tables });
  let races = 1;
  return watchedEvents(world.store.events, {
    onAppend: async (requests) => {
      if (requests.some(({ stream }) => stream.id === rivals.id) && races-- > 0)
        await rival.submit(add(rivals.id, rivals.by));
    },
  });
}

export const onceCases: readonly CommandCase[] = [
  {
    name: "a lost race is decided again on what the winner left; a precondition is the caller's",
    run: async (world) => {
      const id = world.fresh();
      const node = world.rig({ tables, events: overtaken(world, { id, by: 70 }) });
      expect(await node.submit(add(id, 40))).toMatchObject({ ok: false, reason: "TooMuch", data: { left: 30 } });
      await expect(node.submit({ ...add(id, 1), expectedVersion: 0 })).rejects.toMatchObject({
        code: "precondition_failed",
      });
      expect(await node.submit({ ...add(id, 1), expectedVersion: 1 })).toMatchObject({ version: 2 });
    },
  },
  {
    name: "a command without retries is told of a lost race, and may be sent again",
    run: async (world) => {
      const id = world.fresh();
      const events = overtaken(world, { id, by: 1 });
      const node = world.rig({ tables: tablesOf(tally.retry(noRetry())), events });
      const keyed = { ...add(id, 2), id: world.fresh() };
      await expect(node.submit(keyed)).rejects.toMatchObject({ code: "version_conflict" });
      expect(await node.submit(keyed)).toMatchObject({ version: 2, duplicate: false });
    },
  },
  ...(["before", "after"] as const).flatMap((when) =>
    [tables, tablesOf(tally.sequence(inCluster(byRoute())))].map(
      (own, index): CommandCase => ({
        name: `a command whose answer is lost ${when} the commit happens once${index === 1 ? ", with cluster scope, too" : ""}`,
        run: async (world) => {
          for (const keyed of [false, true]) {
            const id = world.fresh();
            const node = world.rig({ tables: own, events: losing(world, when) });
            const result = await node.submit({ ...add(id, 5), ...(keyed ? { id: world.fresh() } : {}) });
            expect(result).toMatchObject({
              ok: true,
              version: 1,
              events: [{ type: "tally.Added", version: 1 }],
              duplicate: false,
            });
            expect(await world.eventsOf({ type: "tally", id })).toHaveLength(1);
          }
        },
      }),
    ),
  ),
  {
    name: "two submissions of one id on two nodes at once are one command",
    run: async (world) => {
      const [id, key] = [world.fresh(), world.fresh()];
      const nodes = [world.rig({ tables }), world.rig({ tables })];
      const results = await Promise.all(nodes.map((node) => node.submit({ ...add(id, 5), id: key })));
      expect(results.map((result) => result.duplicate).sort()).toEqual([false, true]);
      expect(results).toMatchObject([{ version: 1 }, { version: 1 }]);
      expect(await world.eventsOf({ type: "tally", id })).toHaveLength(1);
    },
  },
  {
    name: "two submissions of one id on one node at once are one command, and another payload is refused",
    run: async (world) => {
      const [id, other, key] = [world.fresh(), world.fresh(), world.fresh()];
      const node = world.rig({ tables });
      const answers = await Promise.allSettled(
        [add(id, 5), add(id, 5), add(id, 6), add(other, 5)].map((one) => node.submit({ ...one, id: key })),
      );
      // On several connections any of them may be first; whoever has the first one's payload gets its outcome.
      const done = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
      const refused = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
      expect(done.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
      expect(done).toHaveLength(answers[0]?.status === "fulfilled" ? 2 : 1);
      expect(answers[1]?.status).toBe(answers[0]?.status);
      expect(refused.map(({ code }) => code)).toEqual(refused.map(() => "idempotency_mismatch"));
      const streams = [id, other].map((one) => world.eventsOf({ type: "tally", id: one }));
      expect((await Promise.all(streams)).flat()).toHaveLength(1);
    },
  },
  {
    name: "a rejection is kept under its id: the same id is rejected also when the state would allow it now",
    run: async (world) => {
      const [id, key] = [world.fresh(), world.fresh()];
      const node = world.rig({ tables });
      const rejected = { ...add(id, 101), id: key };
      expect(await node.submit(rejected)).toMatchObject({ ok: false, data: { left: 100 }, duplicate: false });
      await node.submit(add(id, -50));
      expect(await world.rig({ tables }).submit(rejected)).toMatchObject({
        ok: false,
        data: { left: 100 },
        duplicate: true,
      });
      await expect(node.submit({ ...add(id, 1), id: key })).rejects.toMatchObject({ code: "idempotency_mismatch" });
    },
  },
  {
    name: "a failed command's id may be used again, and ids of different scopes never meet",
    run: async (world) => {
      const [id, key] = [world.fresh(), world.fresh()];
      const node = world.rig({ tables });
      const failing = { command: "Fail", payload: { tallyId: id }, id: key };
      await expect(node.submit(failing)).rejects.toMatchObject({ code: "handler_failed" });
      await expect(node.submit(failing)).rejects.toMatchObject({ code: "handler_failed" });
      expect(await node.submit({ ...add(id, 1), id: key })).toMatchObject({ version: 1, duplicate: false });
      expect(await node.submit({ ...add(id, 1), id: key, scope: "a" })).toMatchObject({ version: 2, duplicate: false });
      expect(await node.submit({ ...add(id, 1), id: key, scope: "b" })).toMatchObject({ version: 3, duplicate: false });
      expect(await node.submit({ ...add(id, 1), id: key, scope: "a" })).toMatchObject({ version: 2, duplicate: true });
    },
  },
  {
    name: "an outcome decided on a predecessor's uncommitted state is told only after that one's commit, and decided again if it fails",
    needsSessions: "its one session is taken while an append is held",
    run: async (world) => {
      const id = world.fresh();
      const gate = door();
      let first = true;
      const rival = world.rig({ tables });
      const events = watchedEvents(world.store.events, {
        onAppend: async () => {
          if (!first) return;
          first = false;
          await gate.pass();
          await rival.submit(add(id, 95));
        },
      });
      const node = world.rig({ tables, events });
      const told: string[] = [];
      const answers = [10, 91, 4].map((by) => node.submit(add(id, by)).finally(() => told.push(`add ${by}`)));
      await gate.reached;
      await new Promise((resolve) => setTimeout(resolve));
      expect(told).toEqual([]);
      gate.open();
      // The rival's 95 came first: 10 and 91 do not fit any more, 4 does.
      expect(await Promise.all(answers)).toMatchObject([
        { reason: "TooMuch" },
        { reason: "TooMuch" },
        { ok: true, version: 2 },
      ]);
    },
  },
  {
    name: "one command's conflict and another's rejection leave their neighbours untouched",
    run: async (world) => {
      const [contested, refused, plain] = [world.fresh(), world.fresh(), world.fresh()];
      const node = world.rig({ tables, events: overtaken(world, { id: contested, by: 1 }) });
      const results = await Promise.all(
        [add(contested, 2), add(refused, 101), add(plain, 3)].map((one) => node.submit(one)),
      );
      expect(results).toMatchObject([{ version: 2 }, { reason: "TooMuch" }, { version: 1 }]);
    },
  },
];
