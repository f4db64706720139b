import { matches } from "../../model/segment.ts";
import { expectEqual, present } from "./expect.ts";
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

/** Far away. */
const limits = { maxSequences: 10, maxLetters: 10 };

const inboxCases: readonly StoreCase[] = [
  {
    name: "what is left for instances waits in order of arrival, for whoever owns the segment, until it is handled",
    run: async ({ store, unique }) => {
      const flow = await claimedWorkflow(store, unique("flow"));
      const { workflow } = flow;
      const first = await store.workflows.leave(signalFor(workflow, "i", { name: "One" }));
      await written(flow, {
        inbox: [signalFor(workflow, "i", { name: "Two" }), signalFor(workflow, "j", { name: "Three" })],
      });
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

export const inboxAndOutboxCases: readonly StoreCase[] = [...inboxCases, ...outboxCases];
