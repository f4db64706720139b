import { expect } from "vitest";
import { comparePositions } from "../../src/model/position.ts";
import type { InstanceHead } from "../../src/model/workflow-instance.ts";
import { type Engine, MyelinError, type Store } from "../../src/runtime/mod.ts";
import type { Ground } from "../processors/grounds.ts";
import type { ProcessorCase } from "../processors/processor-case.ts";
import { bankTables } from "../runtime/workflows/bank-flows.ts";
import { eventsOf } from "../runtime/workflows/rig.ts";
import { eventually } from "../support/eventually.ts";
import { gate } from "../support/gate.ts";
import { go, journeyTables, nextTables } from "./journey.ts";
import { hour, movedClock } from "./moved-clock.ts";

const workflow = "journey";

function begin(engine: Engine, thingId = "j") {
  return engine.submit({ command: "Begin", payload: { thingId, n: 0 } });
}

function step(engine: Engine, n: number, thingId = "j") {
  return engine.submit({ command: "Go", payload: { thingId, n } });
}

async function headOf(engine: Engine, id = "j"): Promise<InstanceHead> {
  return (await engine.workflows.show({ workflow, id })).head;
}

/** The instance once it is so. */
function standing(engine: Engine, facts: object, id = "j"): Promise<unknown> {
  return eventually(async () => expect(await headOf(engine, id)).toMatchObject(facts));
}

/** What was written to the two accounts, in the order of the log. */
async function written(engine: Engine): Promise<readonly string[]> {
  const ids = ["j-first", "j-second"];
  const all = await Promise.all(
    ids.map((id) => engine.readStream({ type: "account", id }, { after: 0, limit: 9 }).catch(() => [])),
  );
  const events = all.flat().sort((one, other) => comparePositions(one.position, other.position));
  return events.map(({ type, stream }) => `${type} ${stream.id}`);
}

/** Two deposits, of which the second one cannot be undone. */
async function refusedUndo(engine: Engine, id = "j"): Promise<void> {
  await begin(engine, id);
  await step(engine, go.send, id);
  await eventually(async () => expect(await eventsOf(engine, "account", `${id}-second`)).toHaveLength(1));
  await engine.submit({ command: "Withdraw", payload: { accountId: `${id}-second`, amount: 1 } });
  await step(engine, go.fail, id);
  await standing(engine, { status: "stuck", undoingTo: "failed" }, id);
}

/** A store that takes nothing for accounts, as if it were away. */
function closedFor(store: Store, asked: () => void): Store {
  const append: Store["events"]["append"] = async (requests, options) => {
    if (requests.every(({ stream }) => stream.type !== "account")) return store.events.append(requests, options);
    asked();
    throw new MyelinError("unavailable", "Cannot append: the database is away; try again");
  };
  const events = Object.assign(Object.create(store.events), { append });
  return Object.assign(Object.create(store), { events });
}

function started(ground: Ground, tables = journeyTables()): Promise<Engine> {
  return ground.node({ tables });
}

export const flowCases: readonly ProcessorCase[] = [
  {
    name: "what was done is undone one after another, in reverse order, once the outcome of every command is known",
    run: async (ground) => {
      const engine = await started(ground);
      await begin(engine);
      await step(engine, go.send);
      // In one transaction with it they would never be sent.
      await eventually(async () => expect(await written(engine)).toHaveLength(2));
      await step(engine, go.fail);
      await standing(engine, { status: "failed", reason: "told to" });
      const all = await written(engine);
      expect(all.slice(0, 2).sort()).toEqual(["account.Deposited j-first", "account.Deposited j-second"]);
      expect(all.slice(2)).toEqual(["account.Withdrawn j-second", "account.Withdrawn j-first"]);
    },
  },
  {
    name: "an undo that is rejected makes the instance stuck, with a letter and an alarm; resumed it goes on to its end",
    run: async (ground) => {
      const engine = await started(ground);
      await refusedUndo(engine);
      expect(ground.lines.filter(({ level, message }) => level === "error" && /is stuck/.test(message))).toHaveLength(
        1,
      );
      expect((await engine.health()).notes.join()).toContain("1 stuck");
      const [parked, ...others] = await engine.letters.sequences({ limit: 9 });
      expect(others).toEqual([]);
      expect(parked).toMatchObject({
        processor: workflow,
        sequence: "j",
        letters: 1,
        head: {
          eventType: "rejected undo Withdraw",
          cause: { type: "UndoRefused", message: expect.stringMatching(/^undoing command #\d+ by "Withdraw"/) },
        },
      });
      // It does not react any more: what comes is noted, and does not wait behind the letter.
      await step(engine, go.end);
      await eventually(async () =>
        expect((await engine.workflows.show({ workflow, id: "j" })).history.at(-1)?.did).toEqual([
          "ignored: it is being undone",
        ]),
      );
      expect(await engine.letters.sequences({ limit: 9 })).toMatchObject([{ letters: 1 }]);
      // Nothing further is undone meanwhile.
      expect(await eventsOf(engine, "account", "j-first")).toEqual(['Deposited {"amount":1}']);
      await engine.submit({ command: "Deposit", payload: { accountId: "j-second", amount: 1 } });
      await engine.workflows.resume({ workflow, id: "j" });
      await standing(engine, { status: "failed", reason: "told to", trouble: null });
      expect(await eventsOf(engine, "account", "j-first")).toEqual([
        'Deposited {"amount":1}',
        'Withdrawn {"amount":1}',
      ]);
      expect(await engine.letters.sequences({ limit: 9 })).toEqual([]);
    },
  },
  {
    name: "the letter of a rejected undo is retried: the undo is sent again, and is a letter again where it is refused again",
    run: async (ground) => {
      const engine = await started(ground);
      await refusedUndo(engine);
      const sequence = { processor: workflow, sequence: "j" };
      const withdrawals = async () =>
        (await engine.workflows.show({ workflow, id: "j" })).commands.filter(({ undoes }) => undoes !== null).length;
      expect(await withdrawals()).toBe(1);
      expect(await engine.letters.retry(sequence)).toMatchObject({ handled: 1 });
      await eventually(async () => expect(await withdrawals()).toBe(2));
      await standing(engine, { status: "stuck", undoingTo: "failed" });
      expect(await engine.letters.sequences({ limit: 9 })).toMatchObject([{ sequence: "j", letters: 1 }]);
      await engine.submit({ command: "Deposit", payload: { accountId: "j-second", amount: 1 } });
      expect(await engine.letters.retry(sequence)).toMatchObject({ handled: 1, done: true });
      await standing(engine, { status: "failed", reason: "told to", trouble: null });
      expect(await engine.letters.sequences({ limit: 9 })).toEqual([]);
      expect(await eventsOf(engine, "account", "j-first")).toEqual([
        'Deposited {"amount":1}',
        'Withdrawn {"amount":1}',
      ]);
    },
  },
  {
    name: "cancelled, an instance with a rejected undo gives up the rest and its letter; evicted, the letter decides nothing",
    run: async (ground) => {
      const engine = await started(ground);
      await refusedUndo(engine);
      await engine.workflows.cancel({ workflow, id: "j" });
      await standing(engine, { status: "failed", reason: "told to" });
      expect(await engine.letters.sequences({ limit: 9 })).toEqual([]);
      expect(await eventsOf(engine, "account", "j-first")).toEqual(['Deposited {"amount":1}']);
      await refusedUndo(engine, "k");
      await engine.letters.evict({ processor: workflow, sequence: "k" });
      expect(await headOf(engine, "k")).toMatchObject({ status: "stuck" });
      await engine.submit({ command: "Deposit", payload: { accountId: "k-second", amount: 1 } });
      await engine.workflows.resume({ workflow, id: "k" });
      await standing(engine, { status: "failed", trouble: null }, "k");
    },
  },
  {
    name: "a rejected command comes back as a reaction that sees which it was, and stops nobody",
    run: async (ground) => {
      const engine = await started(ground);
      for (const id of ["j", "k"]) await begin(engine, id);
      await step(engine, go.overdraw);
      await step(engine, go.end, "k");
      await standing(engine, { status: "running", data: { seen: ["Withdraw 1000 lacks 1000"] } });
      await standing(engine, { status: "completed" }, "k");
      expect(await engine.letters.sequences({ limit: 9 })).toEqual([]);
    },
  },
  {
    name: "timers fire once, in order of due time, past ones at once, and after a restart",
    run: async (ground) => {
      const clock = movedClock();
      const engine = await ground.node({ tables: journeyTables(), clock });
      await begin(engine);
      await step(engine, go.schedule);
      await standing(engine, { data: { seen: ["past 0"] } });
      await engine.stop();
      clock.move(3 * hour);
      const later = await ground.node({ tables: journeyTables(), clock });
      await standing(later, { data: { seen: ["past 0", "soon 1", "late 2"] } });
      expect((await later.workflows.show({ workflow, id: "j" })).timers).toEqual([]);
    },
  },
  {
    name: "timers are cancelled by name and key, or all; what came before they were due counts, though they are handled together",
    run: async (ground) => {
      const clock = movedClock();
      const engine = await ground.node({ tables: journeyTables(), clock });
      for (const id of ["j", "k"]) {
        await begin(engine, id);
        await step(engine, go.schedule, id);
        await standing(engine, { data: { seen: ["past 0"] } }, id);
      }
      await engine.processors.pause(workflow);
      await step(engine, go.cancelOne);
      await step(engine, go.cancelAll, "k");
      clock.move(3 * hour);
      await engine.processors.resume(workflow);
      await standing(engine, { data: { seen: ["past 0", "late 2"] } });
      await step(engine, go.end, "k");
      await standing(engine, { status: "completed", data: { seen: ["past 0"] } }, "k");
    },
  },
  {
    name: "what a reaction decided is sent after a crash, also where its code decides otherwise by then, and under the same id",
    run: async (ground) => {
      const asked = gate();
      const store = closedFor(await ground.store(), asked.open);
      const first = await ground.node({ tables: journeyTables({ amount: 1 }), store, leaseMs: 400, node: "first" });
      await begin(first);
      await step(first, go.send);
      await asked.passed;
      const ids = (await first.workflows.show({ workflow, id: "j" })).commands.map(({ commandId }) => commandId);
      await first.stop(0);
      const second = await ground.node({ tables: journeyTables({ amount: 5 }), node: "second" });
      await eventually(async () => {
        for (const which of ["first", "second"])
          expect(await eventsOf(second, "account", `j-${which}`)).toEqual(['Deposited {"amount":1}']);
      });
      const sent = await Promise.all(
        ["first", "second"].map((which) =>
          second.readStream({ type: "account", id: `j-${which}` }, { after: 0, limit: 9 }),
        ),
      );
      expect(sent.flat().map(({ commandId }) => commandId)).toEqual(ids);
    },
  },
  {
    name: "an instance stays with the version it began with until it is migrated; new ones begin with the latest",
    run: async (ground) => {
      const old = await started(ground);
      await begin(old);
      await standing(old, { version: 1 });
      await old.stop();
      const engine = await started(ground, nextTables());
      await begin(engine, "k");
      await standing(engine, { version: 2, data: { seen: ["v2"] } }, "k");
      await step(engine, go.overdraw);
      await standing(engine, { version: 1, data: { seen: ["Withdraw 1000 lacks 1000"] } });
      expect(await engine.workflows.migrate(workflow, "j")).toBe(1);
      await standing(engine, { version: 2, data: { seen: ["Withdraw 1000 lacks 1000", "migrated"] } });
      await step(engine, go.overdraw);
      await standing(engine, { data: { seen: ["Withdraw 1000 lacks 1000", "migrated", "v2 went 6"] } });
    },
  },
  {
    name: "a start of an instance that is there, and an event for one that is not, are passed over or become letters, as the workflow says",
    run: async (ground) => {
      const lenient = await started(ground);
      await step(lenient, go.end, "nobody");
      await begin(lenient);
      await begin(lenient);
      await step(lenient, go.schedule);
      await standing(lenient, { data: { seen: ["past 0"] } });
      expect(await lenient.letters.sequences({ limit: 9 })).toEqual([]);
      await lenient.stop();
      const strict = await started(ground, journeyTables({ strict: true }));
      await step(strict, go.end, "nobody");
      await begin(strict);
      await eventually(async () =>
        expect(
          (await strict.letters.sequences({ limit: 9 })).map(({ sequence, letters }) => [sequence, letters]),
        ).toEqual([
          ["j", 1],
          ["nobody", 1],
        ]),
      );
      expect(await headOf(strict)).toMatchObject({ status: "running", data: { seen: ["past 0"] } });
    },
  },
  {
    name: "two nodes share the instances, and each transfer is made once",
    run: async (ground) => {
      const tables = bankTables();
      const [one, other] = [await ground.node({ tables, node: "one" }), await ground.node({ tables, node: "other" })];
      await one.submit({ command: "Deposit", payload: { accountId: "a", amount: 60 } });
      for (let nth = 0; nth < 8; nth++)
        await (nth % 2 === 0 ? one : other).submit({
          command: "Request",
          payload: { requestId: `t-${nth}`, from: "a", to: "b", amount: 10 },
        });
      await eventually(async () =>
        expect((await other.workflows.overview())[0]?.instances).toEqual({ completed: 6, failed: 2 }),
      );
      expect(await eventsOf(one, "account", "b")).toHaveLength(6);
      expect(await eventsOf(one, "account", "a")).toHaveLength(7);
    },
  },
];
