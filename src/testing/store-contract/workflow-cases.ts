import { expectEqual, present, thrownBy } from "./expect.ts";
import {
  changeOf,
  claimedWorkflow,
  commandOf,
  headOf,
  inWorkflow,
  minutes,
  noon,
  signalFor,
  stepOf,
  timerOf,
  whole,
  written,
} from "./instances.ts";
import { mustWork } from "./processors.ts";
import type { StoreCase } from "./store-case.ts";

const instanceCases: readonly StoreCase[] = [
  {
    name: "an instance, its steps, commands and timers are kept as they were written, with the segment's position",
    run: async ({ store, unique }) => {
      const flow = await claimedWorkflow(store, unique("flow"));
      const { workflow } = flow;
      const ref = { workflow, id: "i" };
      const undo = { command: "Undo", payload: null };
      const rows = [commandOf(1), commandOf(2, { status: "done", undo })];
      const first = changeOf("i", {
        head: headOf(workflow, "i"),
        history: [stepOf(1), stepOf(2)],
        commands: rows,
        timers: [timerOf(workflow, "i")],
      });
      await written(flow, { instances: [first] });
      expectEqual(await store.workflows.instance(ref), headOf(workflow, "i"));
      expectEqual(await store.workflows.history({ ...ref, limit: 10 }), [stepOf(1), stepOf(2)]);
      expectEqual(await store.workflows.history({ ...ref, after: 1, limit: 10 }), [stepOf(2)]);
      expectEqual(await store.workflows.commands({ ...ref, limit: 1 }), [commandOf(1)]);
      expectEqual(await store.workflows.timers(ref), [timerOf(workflow, "i")]);
      expectEqual(await store.workflows.counts(workflow), { running: 1 });
      const dueAt = timerOf(workflow, "i").dueAt.getTime();
      const pending = rows.filter(({ status }) => status === "pending").length;
      const backlog = (now: number) => store.workflows.backlog({ workflow, now: new Date(now) });
      expectEqual(await backlog(dueAt - 1), { pending, timers: 1, due: 0 });
      expectEqual(await backlog(dueAt), { pending, timers: 1, due: 1 });
      const loaded = await inWorkflow(flow, (workflows) => workflows.load(workflow, ["i", "none"]));
      expectEqual([...loaded.keys()], ["i"]);
      expectEqual(loaded.get("i"), { head: headOf(workflow, "i"), commands: rows });
      expectEqual(await store.workflows.instance({ workflow, id: "none" }), undefined);
    },
  },
  {
    name: "a change without a head leaves the head as it is; commands change by index",
    run: async ({ store, unique }) => {
      const flow = await claimedWorkflow(store, unique("flow"));
      const { workflow } = flow;
      await written(flow, { instances: [changeOf("i", { head: headOf(workflow, "i"), commands: [commandOf(1)] })] });
      await written(flow, { instances: [changeOf("i", { commands: [commandOf(1, { status: "done" })] })] });
      await written(flow, { instances: [changeOf("nobody", { timers: [timerOf(workflow, "nobody")] })] });
      expectEqual(await store.workflows.instance({ workflow, id: "i" }), headOf(workflow, "i"));
      expectEqual(await store.workflows.commands({ workflow, id: "i", limit: 9 }), [commandOf(1, { status: "done" })]);
      expectEqual(await store.workflows.instance({ workflow, id: "nobody" }), undefined);
      expectEqual((await store.workflows.timers({ workflow, id: "nobody" })).length, 1);
    },
  },
  {
    name: "nothing of a workflow's change is kept when its transaction fails, nor what was done apart and failed",
    run: async ({ store, unique }) => {
      const flow = await claimedWorkflow(store, unique("flow"));
      const { workflow } = flow;
      const write = {
        instances: [changeOf("i", { head: headOf(workflow, "i") })],
        handled: [],
        inbox: [signalFor(workflow, "j")],
      };
      await thrownBy(() =>
        inWorkflow(flow, async (workflows) => {
          await workflows.write(workflow, write);
          throw new Error("changed its mind");
        }),
      );
      await mustWork(store, flow.claim, {
        handle: async ({ workflows, apart }) => {
          const work = async (): Promise<void> => {
            await workflows.write(workflow, write);
            throw new Error("changed its mind");
          };
          await thrownBy(() => apart(work));
          return undefined;
        },
      });
      expectEqual(await store.workflows.counts(workflow), {});
      expectEqual((await store.workflows.waiting(whole(workflow), { now: noon, limit: 9 })).inbox, []);
    },
  },
  {
    name: "instances are listed by status, the latest first, page by page",
    run: async ({ store, unique }) => {
      const flow = await claimedWorkflow(store, unique("flow"));
      const { workflow } = flow;
      const heads = ["a", "b", "c", "d"].map((id, nth) =>
        headOf(workflow, id, {
          updatedAt: minutes(Math.min(nth, 2)),
          ...(nth === 1 ? { status: "completed", endedAt: noon } : {}),
        }),
      );
      await written(flow, { instances: heads.map((head) => changeOf(head.id, { head })) });
      const page = await store.workflows.instances({ workflow, limit: 2 });
      expectEqual(
        page.map(({ id }) => id),
        ["c", "d"],
      );
      const after = present(page[1], "an instance");
      expectEqual(
        (await store.workflows.instances({ workflow, after, limit: 9 })).map(({ id }) => id),
        ["b", "a"],
      );
      expectEqual(
        (await store.workflows.instances({ workflow, status: "completed", limit: 9 })).map(({ id }) => id),
        ["b"],
      );
      const loaded = await inWorkflow(flow, (workflows) => workflows.load(workflow, ["b"]));
      expectEqual(loaded.get("b")?.commands, []);
    },
  },
];

const timerCases: readonly StoreCase[] = [
  {
    name: "due timers come in order of due time, with the time of the next one, and each is taken once",
    run: async ({ store, unique }) => {
      const flow = await claimedWorkflow(store, unique("flow"));
      const { workflow } = flow;
      const timers = [3, 1, 2].map((count) => timerOf(workflow, `i-${count}`, { dueAt: minutes(count) }));
      await written(flow, { instances: timers.map((timer) => changeOf(timer.id, { timers: [timer] })) });
      const waiting = await store.workflows.waiting(whole(workflow), { now: minutes(2), limit: 9 });
      expectEqual(waiting.timers, [timers[1], timers[2]]);
      expectEqual(waiting.nextDue, minutes(3));
      const take = () => inWorkflow(flow, (workflows) => workflows.takeTimers(waiting.timers));
      expectEqual(
        (await take()).map(({ id }) => id),
        ["i-1", "i-2"],
      );
      expectEqual(await take(), []);
      expectEqual((await store.workflows.waiting(whole(workflow), { now: noon, limit: 9 })).nextDue, minutes(3));
    },
  },
  {
    name: "a timer that was moved is not taken as the one it was; cancelling goes by name and key, before what is set",
    run: async ({ store, unique }) => {
      const flow = await claimedWorkflow(store, unique("flow"));
      const { workflow } = flow;
      const old = timerOf(workflow, "i");
      const moved = timerOf(workflow, "i", { dueAt: minutes(5) });
      const keyed = ["x", "y"].map((key) => timerOf(workflow, "i", { name: "Keyed", key }));
      const other = timerOf(workflow, "i", { name: "Other" });
      await written(flow, { instances: [changeOf("i", { timers: [old, ...keyed, other] })] });
      await written(flow, {
        instances: [changeOf("i", { timers: [moved], cancelled: [{ name: "Tick" }, { name: "Keyed", key: "x" }] })],
      });
      expectEqual(await inWorkflow(flow, (workflows) => workflows.takeTimers([old])), []);
      expectEqual(
        (await store.workflows.timers({ workflow, id: "i" })).map(({ name, key }) => [name, key]),
        [
          ["Keyed", "y"],
          ["Other", ""],
          ["Tick", ""],
        ],
      );
      await written(flow, { instances: [changeOf("i", { cancelled: [{}] })] });
      expectEqual(await store.workflows.timers({ workflow, id: "i" }), []);
    },
  },
];

export const workflowCases: readonly StoreCase[] = [...instanceCases, ...timerCases];
