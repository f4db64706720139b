import { expect } from "vitest";
import { MyelinError } from "../../src/base/error.ts";
import { byRoute, inCluster, noRetry } from "../../src/mod.ts";
import type { EventStore } from "../../src/store/event-store.ts";
import type { CommandCase, CommandWorld } from "./command-case.ts";
import { add, tablesOf, tally } from "./tally.ts";
import { watchedEvents } from "./watched-events.ts";

const tables = tablesOf(tally);

/** The store's events, and how often each kind of statement was sent. */
function counting(events: EventStore) {
  const sent = { loads: 0, appends: 0 };
  const counted = watchedEvents(events, {
    onLoad: async () => void sent.loads++,
    onAppend: async () => void sent.appends++,
  });
  return { sent, events: counted };
}

/** Streams that a command began in a row, until it is known to begin streams. */
async function beginMany(world: CommandWorld, node: ReturnType<CommandWorld["rig"]>): Promise<void> {
  for (let nth = 0; nth < 8; nth++) await node.submit(add(world.fresh(), 1));
}

export const rememberedCases: readonly CommandCase[] = [
  {
    name: "a stream in memory costs an append and no load, also where nothing is stored",
    run: async (world) => {
      const id = world.fresh();
      const { sent, events } = counting(world.store.events);
      const node = world.rig({ tables, events });
      await node.submit(add(id, 99));
      sent.loads = 0;
      sent.appends = 0;
      expect(await node.submit({ ...add(id, 1), id: world.fresh() })).toMatchObject({ version: 2 });
      const { position } = await node.submit(add(id, 0)).then((result) => (result.ok ? result : { position: "none" }));
      expect((await world.eventsOf({ type: "tally", id })).at(-1)?.position).toBe(position);
      expect(await node.submit(add(id, 1))).toMatchObject({ reason: "TooMuch", data: { left: 0 } });
      await expect(node.submit({ command: "Fail", payload: { tallyId: id } })).rejects.toMatchObject({
        code: "handler_failed",
      });
      // By itself a failure looks first for what is known of its command where lanes are shared.
      const failing = world.mode === "batched" ? 1 : 0;
      expect(sent).toEqual({ loads: failing, appends: 4 });
    },
  },
  {
    name: "a command that begins streams costs an append and no load, and is loaded where the stream was there",
    run: async (world) => {
      const [fresh, known] = [world.fresh(), world.fresh()];
      await world.rig({ tables }).submit(add(known, 60));
      const { sent, events } = counting(world.store.events);
      const node = world.rig({ tables: tablesOf(tally.retry(noRetry())), events });
      await beginMany(world, node);
      sent.loads = 0;
      expect(await node.submit(add(fresh, 60))).toMatchObject({ version: 1 });
      expect(sent.loads).toBe(0);
      expect(await node.submit(add(known, 60))).toMatchObject({ reason: "TooMuch", data: { left: 40 } });
      expect(sent.loads).toBe(1);
      expect(await node.submit(add(world.fresh(), 1))).toMatchObject({ version: 1 });
      expect(sent.loads).toBe(2);
    },
  },
  {
    name: "a rejection, a no-op and a failure on a state in memory are not told when another node wrote since",
    run: async (world) => {
      const ids = [world.fresh(), world.fresh(), world.fresh()] as const;
      const [rejected, idle, failed] = ids;
      const strict = tally.intercept("Add", (sum) => {
        if (sum === 100) throw new Error("full");
        return undefined;
      });
      const [here, there] = [world.rig({ tables: tablesOf(strict) }), world.rig({ tables })];
      const most = { [rejected]: 99, [idle]: 99, [failed]: 100 };
      for (const id of ids) await here.submit(add(id, most[id] ?? 0));
      for (const id of ids) await there.submit(add(id, -90));
      expect(await here.submit(add(rejected, 20))).toMatchObject({ ok: true, version: 3 });
      expect(await here.submit(add(idle, 0))).toMatchObject({ ok: true, version: 2, events: [] });
      expect(await here.submit(add(failed, 5))).toMatchObject({ ok: true, version: 3 });
    },
  },
  {
    name: "preconditions are told by the log, not by what is in memory",
    run: async (world) => {
      const id = world.fresh();
      const [here, there] = [world.rig({ tables }), world.rig({ tables })];
      await here.submit(add(id, 1));
      await there.submit(add(id, 1));
      await expect(here.submit({ ...add(id, 1), expectedVersion: 1 })).rejects.toMatchObject({
        code: "precondition_failed",
        details: { version: 2, expected: 1 },
      });
      await there.submit(add(id, 1));
      expect(await here.submit({ ...add(id, 1), expectedVersion: 3 })).toMatchObject({ version: 4 });
    },
  },
  {
    name: "a failure on a state in memory tells of its id's earlier outcome instead",
    run: async (world) => {
      const [id, other] = [world.fresh(), world.fresh()];
      const node = world.rig({ tables });
      await node.submit(add(id, 1));
      // Neither moves the stream: the state in memory is right.
      const [rejected, elsewhere] = [world.fresh(), world.fresh()];
      await node.submit({ ...add(id, 100), id: rejected });
      await node.submit({ ...add(other, 1), id: elsewhere });
      for (const key of [rejected, elsewhere]) {
        const failing = { command: "Fail", payload: { tallyId: id }, id: key };
        await expect(node.submit(failing)).rejects.toMatchObject({ code: "idempotency_mismatch" });
      }
    },
  },
  {
    name: "two commands of one stream at once, both on the state in memory: who loses is decided again, and has lost no race",
    run: async (world) => {
      const id = world.fresh();
      const node = world.rig({ tables: tablesOf(tally.retry(noRetry())) });
      await node.submit(add(id, 40));
      const results = await Promise.all([node.submit(add(id, 40)), node.submit(add(id, 40))]);
      expect(results.map(({ ok }) => ok).sort()).toEqual([false, true]);
      expect(results.find(({ ok }) => !ok)).toMatchObject({ reason: "TooMuch", data: { left: 20 } });
    },
  },
  ...(["in memory", "new, as was guessed"] as const).map(
    (known): CommandCase => ({
      name: `a command whose answer is lost happens once where its stream was ${known}`,
      run: async (world) => {
        for (const keyed of [false, true]) {
          const id = world.fresh();
          let loses = false;
          const events = watchedEvents(world.store.events, {
            onAppended: async () => {
              if (!loses) return;
              loses = false;
              throw new MyelinError("outcome_unknown", "cut");
            },
          });
          const node = world.rig({ tables, events });
          if (known === "in memory") await node.submit(add(id, 1));
          else await beginMany(world, node);
          const version = known === "in memory" ? 2 : 1;
          loses = true;
          const result = await node.submit({ ...add(id, 60), ...(keyed ? { id: world.fresh() } : {}) });
          expect(result).toMatchObject({ ok: true, version, events: [{ version }], duplicate: false });
          expect(await node.submit(add(id, 60))).toMatchObject({ reason: "TooMuch" });
          expect(await world.eventsOf({ type: "tally", id })).toHaveLength(version);
        }
      },
    }),
  ),
  ...[tally.cache(false), tally.sequence(inCluster(byRoute()))].map(
    (loading, index): CommandCase => ({
      name: `a stream ${index === 0 ? "that is not to be cached" : "of cluster scope"} is loaded for each command`,
      run: async (world) => {
        const id = world.fresh();
        const { sent, events } = counting(world.store.events);
        const node = world.rig({ tables: tablesOf(loading), events });
        for (let nth = 1; nth <= 3; nth++) expect(await node.submit(add(id, 1))).toMatchObject({ version: nth });
        expect(sent).toEqual({ loads: 3, appends: 3 });
      },
    }),
  ),
];
