import { matches } from "../../model/segment.ts";
import { expectEqual, present, thrownBy } from "./expect.ts";
import {
  changeOf,
  claimedWorkflow,
  commandOf,
  hashOf,
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
import { letterAt, mustWork } from "./processors.ts";
import { appendOne } from "./requests.ts";
import type { StoreCase } from "./store-case.ts";

const limits = { maxSequences: 10, maxLetters: 10 };

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

const inboxCases: readonly StoreCase[] = [
  {
    name: "what is left for instances waits in order of arrival, for whoever owns the segment, until it is handled",
    run: async ({ store, unique }) => {
      const flow = await claimedWorkflow(store, unique("flow"));
      const { workflow } = flow;
      const first = await store.workflows.leave(signalFor(workflow, "i", "One"));
      await written(flow, { inbox: [signalFor(workflow, "i", "Two"), signalFor(workflow, "j", "Three")] });
      const waiting = async () => (await store.workflows.waiting(whole(workflow), { now: noon, limit: 9 })).inbox;
      const rows = await waiting();
      expectEqual(
        rows.map(({ content }) => ("name" in content ? content.name : "")),
        ["One", "Two", "Three"],
      );
      expectEqual(await store.workflows.inboxRow({ workflow, number: first }), rows[0]);
      const hashes = [...(await store.workflows.arrived({ workflow, limit: 9 }))].sort((a, b) => a - b);
      expectEqual(
        hashes,
        [hashOf("i"), hashOf("j")].sort((a, b) => a - b),
      );
      const half = { workflow, id: hashOf("j") & 1, mask: 1 };
      const inHalf = (await store.workflows.waiting(half, { now: noon, limit: 9 })).inbox;
      expectEqual(
        inHalf.map(({ id }) => id),
        rows.map(({ id }) => id).filter((id) => matches(half, hashOf(id))),
      );
      expectEqual((await inWorkflow(flow, (workflows) => workflows.peekInbox(workflow, [first, "999999"]))).length, 1);
      await written(flow, { handled: rows.map(({ number }) => number) });
      expectEqual(await waiting(), []);
      expectEqual(await store.workflows.arrived({ workflow, limit: 9 }), []);
      expectEqual(await store.workflows.inboxRow({ workflow, number: first }), undefined);
    },
  },
  {
    name: "a parked row is handed out no more, and goes with the letter that refers to it",
    run: async ({ store, unique }) => {
      const flow = await claimedWorkflow(store, unique("flow"));
      const { workflow } = flow;
      const left = await store.workflows.leave(signalFor(workflow, "i"));
      const numbers: string[] = [];
      await mustWork(store, flow.claim, {
        handle: async ({ workflows, letters }) => {
          numbers.push(
            await workflows.parkInbox({ number: left }),
            await workflows.parkInbox(signalFor(workflow, "i")),
          );
          for (const inbox of numbers) {
            const letter = letterAt(0);
            await letters.enqueue("i", { ...letter, event: { ...letter.event, inbox }, ...limits });
          }
          return undefined;
        },
      });
      expectEqual((await store.workflows.waiting(whole(workflow), { now: noon, limit: 9 })).inbox, []);
      expectEqual(await store.workflows.arrived({ workflow, limit: 9 }), []);
      const letters = await store.letters.letters({ processor: workflow, sequence: "i", limit: 9 });
      expectEqual(
        letters.map(({ event }) => event.inbox),
        numbers,
      );
      const [first = "", second = ""] = numbers;
      expectEqual((await store.workflows.inboxRow({ workflow, number: second }))?.id, "i");
      await mustWork(store, flow.claim, {
        handle: async ({ letters: changed }) => {
          await changed.evict("i", { index: present(letters[0], "a letter").index });
          return undefined;
        },
      });
      expectEqual(await store.workflows.inboxRow({ workflow, number: first }), undefined);
      expectEqual((await store.workflows.inboxRow({ workflow, number: second }))?.id, "i");
    },
  },
];

const outboxCases: readonly StoreCase[] = [
  {
    name: "commands without an outcome are found in order of instance and index, page by page",
    run: async ({ store, unique }) => {
      const flow = await claimedWorkflow(store, unique("flow"));
      const { workflow } = flow;
      const commands = [1, 2, 10].map((index) => commandOf(index));
      const change = (id: string) => changeOf(id, { head: headOf(workflow, id), commands });
      await written(flow, { instances: [change("b"), change("a")] });
      await written(flow, { instances: [changeOf("a", { commands: [commandOf(2, { status: "rejected" })] })] });
      const page = await store.workflows.pending(whole(workflow), { limit: 3 });
      expectEqual(
        page.map(({ id, index }) => [id, index]),
        [
          ["a", 1],
          ["a", 10],
          ["b", 1],
        ],
      );
      expectEqual(page[0], { ...commandOf(1), workflow, id: "a" });
      const after = present(page[2], "a command");
      const rest = await store.workflows.pending(whole(workflow), { after, limit: 9 });
      expectEqual(
        rest.map(({ id, index }) => [id, index]),
        [
          ["b", 2],
          ["b", 10],
        ],
      );
    },
  },
  {
    name: "a sweep leaves the command ids of instances that have not ended, or have letters",
    fresh: true,
    run: async ({ store, unique }) => {
      const flow = await claimedWorkflow(store, unique("flow"));
      const { workflow } = flow;
      const sent = (id: string) => commandOf(1, { commandId: id, status: "done" });
      for (const id of ["live", "parked", "ended"]) {
        const stream = { type: "thing", id };
        await appendOne(store, { stream, command: id, hash: "h", events: [{ id: `e-${id}` }] });
        const over = id === "live" ? {} : { status: "completed" as const, endedAt: noon };
        await written(flow, { instances: [changeOf(id, { head: headOf(workflow, id, over), commands: [sent(id)] })] });
      }
      await mustWork(store, flow.claim, {
        handle: async ({ letters }) => {
          await letters.enqueue("parked", { ...letterAt(1), ...limits });
          return undefined;
        },
      });
      expectEqual(await store.commands.sweep({ keptMs: 0, limit: 9 }), 1);
      const known = await Promise.all(["live", "parked", "ended"].map((id) => store.commands.find(id)));
      expectEqual(
        known.map((one) => one?.status ?? "unknown"),
        ["recorded", "recorded", "unknown"],
      );
    },
  },
  {
    name: "clearing a workflow leaves nothing of it, and others alone; so does forgetting it",
    run: async ({ store, unique }) => {
      const [one, other] = [await claimedWorkflow(store, unique("one")), await claimedWorkflow(store, unique("other"))];
      for (const flow of [one, other]) {
        const { workflow } = flow;
        const change = changeOf("i", {
          head: headOf(workflow, "i"),
          history: [stepOf(1)],
          commands: [commandOf(1)],
          timers: [timerOf(workflow, "i")],
        });
        await written(flow, { instances: [change], inbox: [signalFor(workflow, "i")] });
      }
      const sizeOf = async (workflow: string): Promise<readonly number[]> => {
        const { inbox, timers } = await store.workflows.waiting(whole(workflow), { now: minutes(9), limit: 9 });
        const steps = await store.workflows.history({ workflow, id: "i", limit: 9 });
        const commands = await store.workflows.commands({ workflow, id: "i", limit: 9 });
        const instances = await store.workflows.instances({ workflow, limit: 9 });
        return [inbox, timers, steps, commands, instances].map(({ length }) => length);
      };
      await inWorkflow(one, (workflows) => workflows.clear(one.workflow));
      expectEqual(
        [await sizeOf(one.workflow), await sizeOf(other.workflow)],
        [
          [0, 0, 0, 0, 0],
          [1, 1, 1, 1, 1],
        ],
      );
      await store.segments.leave("node-1");
      await store.segments.forget(other.workflow);
      expectEqual(await sizeOf(other.workflow), [0, 0, 0, 0, 0]);
    },
  },
];

export const workflowCases: readonly StoreCase[] = [...instanceCases, ...timerCases, ...inboxCases, ...outboxCases];
