import { expectEqual, expectTrue } from "./expect.ts";
import { changeOf, claimedWorkflow, commandOf, headOf, noon, timerOf, written } from "./instances.ts";
import { park } from "./letters.ts";
import { registered } from "./processors.ts";
import type { StoreCase } from "./store-case.ts";

export const deploymentCases: readonly StoreCase[] = [
  {
    name: "tables are written down once for each hash, and the list begins with what was deployed last",
    run: async ({ store: { deployments }, unique }) => {
      const application = unique("app");
      const tables = { application, text: 'quote " \\ {} ß漢🙂 \u0000', list: [null, 1, [true]] };
      const fresh = (hash: string, node = "n-1") => ({ application, hash, tables: { ...tables, hash }, node });
      expectEqual(await deployments.list({ application, limit: 10 }), []);
      await deployments.record(fresh("a"));
      const [first] = await deployments.list({ application, limit: 10 });
      expectTrue(first?.firstAt instanceof Date && first.deployedAt instanceof Date, "its times are dates");
      const { firstAt: _, deployedAt: __, ...kept } = first ?? fresh("none");
      expectEqual(kept, fresh("a"));
      await deployments.record(fresh("b"));
      await deployments.record(fresh("a", "n-2"));
      const all = await deployments.list({ application, limit: 10 });
      expectEqual(
        all.map(({ hash, node }) => [hash, node]),
        [
          ["a", "n-2"],
          ["b", "n-1"],
        ],
      );
      expectEqual(all[0]?.firstAt, first?.firstAt);
      expectEqual((await deployments.list({ application, limit: 1 })).length, 1);
      expectEqual(await deployments.list({ application: unique("other"), limit: 1 }), []);
    },
  },
  {
    name: "nodes that begin at once with the same tables write them down once",
    run: async ({ store: { deployments }, unique }) => {
      const application = unique("app");
      const record = (n: number) =>
        deployments.record({ application, hash: "a", tables: { application }, node: `n-${n}` });
      await Promise.all([1, 2, 3, 4, 5, 6].map(record));
      expectEqual((await deployments.list({ application, limit: 10 })).length, 1);
    },
  },
  {
    name: "letters, instances, timers and commands that only code can carry on are counted",
    fresh: true,
    run: async ({ store }) => {
      expectEqual(await store.deployments.inUse(), { letters: [], instances: [], timers: [], commands: [] });
      await registered(store, "p");
      await park(store, { processor: "p", sequence: "s" }, { positions: [7, 8] });
      await park(store, { processor: "p", sequence: "t" }, { positions: [9] });
      const flow = await claimedWorkflow(store, "flow");
      const ended = { endedAt: noon, status: "completed" } as const;
      await written(flow, {
        instances: [
          changeOf("i", {
            head: headOf("flow", "i"),
            commands: [commandOf(1), commandOf(2, { status: "done" })],
            timers: [timerOf("flow", "i"), timerOf("flow", "i", { key: "2" })],
          }),
          changeOf("j", { head: headOf("flow", "j", { status: "stuck" }) }),
          changeOf("k", { head: headOf("flow", "k", { version: 2, state: null }) }),
          changeOf("l", { head: headOf("flow", "l", ended), timers: [timerOf("flow", "l")] }),
        ],
      });
      const facts = { workflow: "flow", version: 1 };
      expectEqual(await store.deployments.inUse(), {
        letters: [{ processor: "p", eventType: "thing.Done", inbox: false, letters: 3, sequences: 2 }],
        instances: [
          { ...facts, status: "running", state: "open", instances: 1 },
          { ...facts, status: "stuck", state: "open", instances: 1 },
          { ...facts, version: 2, status: "running", state: null, instances: 1 },
        ],
        timers: [{ ...facts, name: "Tick", timers: 2 }],
        commands: [{ command: "Do", commands: 1 }],
      });
    },
  },
];
