import { expect } from "vitest";
import { MyelinError } from "../../src/base/error.ts";
import type { LoadedStream } from "../../src/store/event-store.ts";
import type { CommandCase, CommandWorld } from "./command-case.ts";
import { add, tablesOf, tally } from "./tally.ts";

const everyThree = tablesOf(tally.snapshot({ version: 1, everyEvents: 3 }).cache(false));

/** The node's loads, as they were answered. */
function listening(world: CommandWorld) {
  const loads: LoadedStream[] = [];
  const { events } = world.store;
  return {
    loads,
    events: {
      ...events,
      load: async (requests) => {
        const loaded = await events.load(requests);
        loads.push(...loaded);
        return loaded;
      },
    } satisfies typeof events,
  };
}

async function addUp(world: CommandWorld, id: string, tables = everyThree): Promise<void> {
  const node = world.rig({ tables });
  for (let nth = 0; nth < 7; nth++) {
    await node.submit(add(id, 1));
    await node.snapshots.idle();
  }
}

export const snapshotCases: readonly CommandCase[] = [
  {
    name: "a state is kept after so many events, and a load begins there",
    run: async (world) => {
      const id = world.fresh();
      await addUp(world, id);
      const { loads, events } = listening(world);
      const result = await world.rig({ tables: everyThree, events }).submit(add(id, 94));
      expect(result).toMatchObject({ ok: false, reason: "TooMuch", data: { left: 93 } });
      expect(loads).toMatchObject([
        { snapshot: { version: 6, state: 6 }, events: [{ version: 7 }], head: { version: 7 } },
      ]);
    },
  },
  {
    name: "a state is kept when an event occurs",
    run: async (world) => {
      const id = world.fresh();
      const tables = tablesOf(tally.snapshot({ version: 1, onEvents: ["Noted"] }).cache(false));
      const node = world.rig({ tables });
      await node.submit(add(id, 5));
      await node.submit({ command: "Note", payload: { tallyId: id, text: "keep" } });
      await node.snapshots.idle();
      const { loads, events } = listening(world);
      expect(await world.rig({ tables, events }).submit(add(id, 1))).toMatchObject({ version: 3 });
      expect(loads).toMatchObject([{ snapshot: { version: 2, state: 5 }, events: [] }]);
    },
  },
  {
    name: "a state is kept after a load that took long",
    run: async (world) => {
      const id = world.fresh();
      const tables = tablesOf(tally.snapshot({ version: 1, loadingMs: 50 }).cache(false));
      let now = 0;
      // Each look at the clock is 100 ms later: every load takes that long.
      const clock = { now: () => (now += 100), sleep: async () => {} };
      const slow = world.rig({ tables, clock, timers: { start: () => endless, close: () => {} } });
      await slow.submit(add(id, 5));
      await slow.snapshots.idle();
      const { loads, events } = listening(world);
      await world.rig({ tables, events }).submit(add(id, 1));
      expect(loads).toMatchObject([{ snapshot: { version: 1, state: 5 } }]);
    },
  },
  {
    name: "a snapshot of another version of the state is ignored, and replaced in time",
    run: async (world) => {
      const id = world.fresh();
      await addUp(world, id);
      const tables = tablesOf(tally.snapshot({ version: 2, everyEvents: 3 }).cache(false));
      const { loads, events } = listening(world);
      const node = world.rig({ tables, events });
      await node.submit(add(id, 1));
      await node.snapshots.idle();
      await node.submit(add(id, 1));
      expect(loads[0]?.snapshot).toBeUndefined();
      expect(loads[1]).toMatchObject({ snapshot: { version: 8, state: 8 } });
    },
  },
  {
    name: "a snapshot that cannot be written or read costs a warning and nothing else",
    run: async (world) => {
      const id = world.fresh();
      await addUp(world, id);
      const lines: string[] = [];
      const log = (_: string, message: string) => void lines.push(message);
      const decode = (): never => {
        throw new Error("an older build");
      };
      const unreadable = tablesOf(
        tally.snapshot({ version: 1, everyEvents: 3, encode: (sum: number) => ({ sum }), decode }).cache(false),
      );
      const reading = world.rig({ tables: unreadable, log });
      expect(await reading.submit(add(id, 94))).toMatchObject({ ok: false, data: { left: 93 } });
      expect(lines).toMatchObject([expect.stringContaining("an older build")]);
      const failing = { save: () => Promise.reject(new Error("disk full")) };
      const writing = world.rig({ tables: everyThree, log, snapshotStore: failing });
      for (let nth = 0; nth < 3; nth++) expect(await writing.submit(add(id, 1))).toMatchObject({ ok: true });
      await writing.snapshots.idle();
      expect(lines.at(-1)).toContain("disk full");
    },
  },
  {
    name: "a lost answer is found also when a snapshot was made above it since",
    run: async (world) => {
      const id = world.fresh();
      const { events } = world.store;
      const rival = world.rig({ tables: everyThree });
      let lost = false;
      const losing: typeof events = {
        ...events,
        append: async (requests) => {
          const results = await events.append(requests);
          if (lost) return results;
          lost = true;
          for (let nth = 0; nth < 4; nth++) {
            await rival.submit(add(id, 1));
            await rival.snapshots.idle();
          }
          throw new MyelinError("outcome_unknown", "cut");
        },
      };
      const node = world.rig({ tables: everyThree, events: losing });
      expect(await node.submit(add(id, 50))).toMatchObject({ ok: true, events: [{ version: 1 }] });
      expect(await world.eventsOf({ type: "tally", id })).toHaveLength(5);
    },
  },
  {
    name: "a state in memory is confirmed by the append: another node's events are seen",
    run: async (world) => {
      const id = world.fresh();
      const tables = tablesOf(tally);
      const [here, there] = [world.rig({ tables }), world.rig({ tables })];
      await here.submit(add(id, 10));
      await there.submit(add(id, 80));
      expect(await here.submit(add(id, 20))).toMatchObject({ ok: false, reason: "TooMuch", data: { left: 10 } });
      expect(await here.submit(add(id, 0))).toMatchObject({ ok: true, version: 2 });
    },
  },
];

const endless = {
  over: undefined,
  until: Number.POSITIVE_INFINITY,
  signal: new AbortController().signal,
  listen: () => {},
  unlisten: () => {},
  whenOver: () => () => {},
  end: () => {},
};
