import { expect } from "vitest";
import type { InstanceHead } from "../../src/model/workflow-instance.ts";
import { type Engine, type EngineOptions, MyelinError, type Store, systemClock } from "../../src/runtime/mod.ts";
import type { Ground } from "../processors/grounds.ts";
import type { ProcessorCase } from "../processors/processor-case.ts";
import { bankTables } from "../runtime/workflows/bank-flows.ts";
import { countingTables, type Knobs } from "../runtime/workflows/many-flows.ts";
import { eventsOf } from "../runtime/workflows/rig.ts";
import { eventually } from "../support/eventually.ts";
import { gate } from "../support/gate.ts";
import { askingTables } from "./asking.ts";
import { day, movedClock } from "./moved-clock.ts";

const budgetMs = 30_000;
const only = ["segments"] as const;
const order = { from: "a", to: "b", amount: 30 };
const nothing = { segments: 0, events: 0, letters: 0, commands: 0, left: false };

function banking(ground: Ground, more: Partial<EngineOptions> = {}): Promise<Engine> {
  return ground.node({ tables: bankTables(), background: false, ...more });
}

function counting(ground: Ground, knobs: Knobs = {}, more: Partial<EngineOptions> = {}): Promise<Engine> {
  return ground.node({ tables: countingTables(knobs), background: false, ...more });
}

function asking(ground: Ground, more: Partial<EngineOptions> = {}): Promise<Engine> {
  return ground.node({ tables: askingTables(), background: false, ...more });
}

function submit(engine: Engine, command: string, payload: object) {
  return engine.submit({ command, payload });
}

async function request(engine: Engine, count: number): Promise<void> {
  await submit(engine, "Deposit", { accountId: "a", amount: 30 * count });
  const ids = Array.from({ length: count }, (_, nth) => `t-${nth}`);
  await Promise.all(ids.map((requestId) => submit(engine, "Request", { requestId, ...order })));
}

async function headOf(engine: Engine, id: string, workflow = "moving"): Promise<InstanceHead> {
  return (await engine.workflows.show({ workflow, id })).head;
}

/** Each transfer has taken once and given once. */
async function checkMoved(engine: Engine, count: number): Promise<void> {
  const moves = Array.from({ length: count }, () => 'Withdrawn {"amount":30}');
  expect(await eventsOf(engine, "account", "a")).toEqual([`Deposited {"amount":${30 * count}}`, ...moves]);
  expect(await eventsOf(engine, "account", "b")).toEqual(moves.map(() => 'Deposited {"amount":30}'));
  const [{ instances } = {}] = await engine.workflows.overview();
  expect(instances).toEqual({ completed: count });
}

type Append = Store["events"]["append"];

/** A store whose appends go through `append`. */
function appending(store: Store, append: (real: Append) => Append): Store {
  const real: Append = (requests, options) => store.events.append(requests, options);
  const events = Object.assign(Object.create(store.events), { append: append(real) });
  return Object.assign(Object.create(store), { events });
}

type Work = Store["segments"]["work"];

/** A store whose batches go through `work`. */
function working(store: Store, work: (real: Work) => Work): Store {
  const segments = Object.assign(Object.create(store.segments), { work: work((batch) => store.segments.work(batch)) });
  return Object.assign(Object.create(store), { segments });
}

/** A store whose node dies in its nth transaction: from then on nothing is answered, renewed or given up. */
function dying(store: Store, died: () => void, nth: number): Store {
  const never = (): Promise<never> => new Promise(() => {});
  let count = 0;
  const mortal = working(store, (real) => (batch) => {
    if (++count < nth) return real(batch);
    died();
    return never();
  });
  const renew: Store["segments"]["renew"] = (...request) => (count < nth ? store.segments.renew(...request) : never());
  const segments = Object.assign(Object.create(mortal.segments), { renew, leave: never });
  return Object.assign(Object.create(store), { segments });
}

function has(requests: Parameters<Append>[0], stream: string): boolean {
  return requests.some(({ stream: { id } }) => id === stream);
}

export const sweepCases: readonly ProcessorCase[] = [
  {
    name: "one sweep carries a workflow from its event by commands and their events to its end",
    run: async (ground) => {
      const engine = await banking(ground);
      await request(engine, 1);
      await expect(headOf(engine, "t-0")).rejects.toMatchObject({ code: "unknown_instance" });
      expect(await engine.sweep({ budgetMs, only })).toMatchObject({ left: false });
      expect(await headOf(engine, "t-0")).toMatchObject({ status: "completed", state: "giving" });
      await checkMoved(engine, 1);
      expect(await engine.sweep({ budgetMs })).toEqual(nothing);
      const { segments } = await engine.processors.status("moving");
      expect(new Set(segments.map(({ owner }) => owner))).toEqual(new Set([null]));
    },
  },
  {
    name: "a deadline comes by a sweep and not before it is due, and what was done is undone in it",
    run: async (ground) => {
      const clock = movedClock();
      const engine = await asking(ground, { clock });
      await submit(engine, "Ask", { requestId: "q-1", what: "well?" });
      await engine.sweep({ budgetMs });
      expect(await headOf(engine, "q-1", "asking")).toMatchObject({ status: "running", waits: [{ signal: "Answer" }] });
      expect(await eventsOf(engine, "account", "hold")).toEqual(['Deposited {"amount":30}']);
      clock.move(2 * day - 60_000);
      expect(await engine.sweep({ budgetMs })).toEqual(nothing);
      clock.move(120_000);
      expect(await engine.sweep({ budgetMs })).toMatchObject({ events: 0, left: false });
      const head = await headOf(engine, "q-1", "asking");
      expect(head).toMatchObject({ status: "failed", reason: "nobody answered: well?" });
      expect(await eventsOf(engine, "account", "hold")).toEqual(['Deposited {"amount":30}', 'Withdrawn {"amount":30}']);
      expect(await engine.sweep({ budgetMs })).toEqual(nothing);
    },
  },
  {
    name: "starts by hand, children, signals, cancels and resumes go by sweeps alone",
    run: async (ground) => {
      const engine = await asking(ground);
      const poll = await engine.workflows.start("polling", { id: "p", input: { whom: ["x", "y"] } });
      expect(await engine.sweep({ budgetMs })).toMatchObject({ left: false });
      for (const one of ["x", "y"])
        await engine.workflows.signal({ workflow: "asking", id: `p-${one}` }, { name: "Answer", data: { yes: true } });
      await engine.sweep({ budgetMs });
      expect(await headOf(engine, "p", "polling")).toMatchObject({ status: "completed" });
      const other = await engine.workflows.start("polling", { id: "o", input: { whom: ["x"] } });
      await engine.sweep({ budgetMs });
      await engine.workflows.cancel(other);
      await engine.sweep({ budgetMs });
      expect(await headOf(engine, other.id, "polling")).toMatchObject({ status: "cancelled" });
      expect(await headOf(engine, "o-x", "asking")).toMatchObject({ status: "cancelled" });
      expect(poll).toEqual({ workflow: "polling", id: "p" });
    },
  },
  {
    name: "the clock's starts are set and fired by sweeps, of times that were missed the latest one",
    run: async (ground) => {
      const clock = movedClock();
      const engine = await counting(ground, {}, { clock });
      expect(await engine.sweep({ budgetMs })).toMatchObject({ segments: 1, left: false });
      expect(await engine.sweep({ budgetMs })).toEqual(nothing);
      clock.move(3 * day);
      expect(await engine.sweep({ budgetMs })).toMatchObject({ left: false });
      expect(await engine.workflows.list({ workflow: "counting", limit: 9 })).toMatchObject([
        { id: "Nightly@2026-01-03T03:00Z", data: { n: 3 } },
      ]);
      expect(await engine.sweep({ budgetMs })).toEqual(nothing);
    },
  },
  {
    name: "sweeps at once divide the instances, and each command is carried out once",
    run: async (ground) => {
      const engine = await banking(ground);
      await request(engine, 24);
      const second = gate();
      // The first sweep to begin waits in its first batch until another one has begun.
      const begun = new Set<string>();
      const meeting =
        (real: Work): Work =>
        async (batch) => {
          begun.add(batch.claim.node.split("~")[0] ?? "");
          if (begun.size > 1) second.open();
          await second.passed;
          return real(batch);
        };
      const sweepers = await Promise.all(
        ["one", "two", "three"].map(async (node) =>
          banking(ground, { node, batchSize: 4, store: working(await ground.store(), meeting) }),
        ),
      );
      await Promise.all(sweepers.map((one) => one.sweep({ budgetMs })));
      await engine.sweep({ budgetMs });
      expect(begun.size).toBeGreaterThan(1);
      await checkMoved(engine, 24);
    },
  },
  {
    name: "a sweep that dies between a command and its outcome leaves it to others, and it is carried out once",
    run: async (ground) => {
      const engine = await banking(ground);
      await request(engine, 1);
      const died = gate();
      // The first transaction starts the instance, the second would write the outcome down.
      const store = dying(await ground.store(), died.open, 2);
      const victim = await banking(ground, { leaseMs: 300, store, node: "victim" });
      void victim.sweep({ budgetMs, only });
      await died.passed;
      expect(await headOf(engine, "t-0")).toMatchObject({ status: "running", state: "taking" });
      await eventually(async () => {
        await engine.sweep({ budgetMs });
        await checkMoved(engine, 1);
      });
    },
  },
  {
    name: "a command that is under way when the budget ends comes to its end, which is written down; nothing is begun behind it",
    run: async (ground) => {
      const engine = await banking(ground);
      await request(engine, 1);
      const [sent, over] = [gate(), gate()];
      // The budget ends while the command is appended.
      const slow =
        (real: Append): Append =>
        async (requests, options) => {
          sent.open();
          await over.passed;
          return real(requests, options);
        };
      const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
        if (ms !== 1_000) return systemClock.sleep(ms, signal);
        await sent.passed;
        over.open();
      };
      const store = appending(await ground.store(), slow);
      const sweeper = await banking(ground, { clock: { now: systemClock.now, sleep }, store });
      expect(await sweeper.sweep({ budgetMs: 1_000, only })).toMatchObject({ left: true });
      const { commands, head } = await engine.workflows.show({ workflow: "moving", id: "t-0" });
      expect(commands).toMatchObject([{ command: "Withdraw", status: "done", attempts: 0 }]);
      expect(head).toMatchObject({ status: "running", state: "taking" });
      expect(await engine.sweep({ budgetMs })).toMatchObject({ left: false });
      await checkMoved(engine, 1);
    },
  },
  {
    name: "all attempts of a command that cannot be handled fit into a budget: its instance is stuck, with an alarm, and another goes on",
    run: async (ground) => {
      const engine = await counting(ground);
      for (const thingId of ["c-1", "c-2"]) await submit(engine, "Begin", { thingId, n: 1 });
      await engine.sweep({ budgetMs });
      await engine.workflows.signal({ workflow: "counting", id: "c-1" }, { name: "Break", data: {} });
      await engine.workflows.signal({ workflow: "counting", id: "c-2" }, { name: "Add", data: { n: 4 } });
      expect(await engine.sweep({ budgetMs: 5_000 })).toMatchObject({ left: false });
      expect(await headOf(engine, "c-1", "counting")).toMatchObject({ status: "stuck" });
      expect(await headOf(engine, "c-2", "counting")).toMatchObject({ data: { n: 5 } });
      expect(ground.lines.filter(({ message }) => message.includes("is stuck"))).toHaveLength(1);
      await engine.workflows.resume({ workflow: "counting", id: "c-1" });
      await engine.sweep({ budgetMs: 5_000 });
      expect((await engine.workflows.show({ workflow: "counting", id: "c-1" })).commands).toMatchObject([
        { command: "Break", status: "failed" },
      ]);
    },
  },
  {
    name: "a command whose failure passes by itself is left to the next sweep, and holds nothing up",
    run: async (ground) => {
      const engine = await counting(ground);
      await submit(engine, "Begin", { thingId: "c-1", n: 1 });
      await submit(engine, "Go", { thingId: "c-1", n: 3 });
      await submit(engine, "Begin", { thingId: "c-2", n: 2 });
      let asked = 0;
      const refusing =
        (real: Append): Append =>
        async (requests, options) => {
          if (!has(requests, "pot")) return real(requests, options);
          asked++;
          throw new MyelinError("unavailable", "Cannot append: the database is away; try again");
        };
      const store = appending(await ground.store(), refusing);
      const sweeper = await counting(ground, {}, { store });
      expect(await sweeper.sweep({ budgetMs: 20_000, only })).toMatchObject({ left: true });
      expect(asked).toBeGreaterThan(0);
      expect(await headOf(engine, "c-2", "counting")).toMatchObject({ data: { n: 2 } });
      expect((await engine.workflows.show({ workflow: "counting", id: "c-1" })).commands).toMatchObject([
        { command: "Deposit", status: "pending" },
      ]);
      expect(await engine.sweep({ budgetMs })).toMatchObject({ left: false });
      expect(await eventsOf(engine, "account", "pot")).toEqual(['Deposited {"amount":3}']);
    },
  },
  {
    name: "what fails in a sweep is parked, and goes on by sweeps once its letters were retried",
    run: async (ground) => {
      const knobs: Knobs = { breaksOn: 13 };
      const engine = await counting(ground, knobs);
      await submit(engine, "Begin", { thingId: "c-1", n: 1 });
      await submit(engine, "Go", { thingId: "c-1", n: 13 });
      expect(await engine.sweep({ budgetMs })).toMatchObject({ left: false });
      await engine.workflows.signal({ workflow: "counting", id: "c-1" }, { name: "Add", data: { n: 1 } });
      expect(await engine.sweep({ budgetMs })).toMatchObject({ left: false });
      expect((await engine.workflows.show({ workflow: "counting", id: "c-1" })).letters).toBe(2);
      knobs.breaksOn = -1;
      await engine.letters.retry({ processor: "counting" });
      expect(await eventsOf(engine, "account", "pot")).toEqual([]);
      expect(await engine.sweep({ budgetMs })).toMatchObject({ left: false });
      expect(await eventsOf(engine, "account", "pot")).toEqual(['Deposited {"amount":13}']);
      expect(await headOf(engine, "c-1", "counting")).toMatchObject({ data: { n: 15 } });
    },
  },
  {
    name: "a sweep beside a node takes none of its instances; a paused workflow is left alone",
    run: async (ground) => {
      const node = await ground.node({ tables: bankTables(), node: "one" });
      const owners = async () => (await node.processors.status("moving")).segments.map(({ owner }) => owner);
      await eventually(async () => expect(new Set(await owners())).toEqual(new Set(["one"])));
      const engine = await banking(ground);
      await node.processors.pause("moving");
      await eventually(async () => expect(new Set(await owners())).toEqual(new Set([null])));
      await request(engine, 1);
      expect(await engine.sweep({ budgetMs, only })).toEqual(nothing);
      await node.processors.resume("moving");
      await eventually(async () => expect(new Set(await owners())).toEqual(new Set(["one"])));
      expect(await engine.sweep({ budgetMs, only })).toEqual(nothing);
      await eventually(() => checkMoved(engine, 1));
    },
  },
];
