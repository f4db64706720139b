import { afterEach, expect, test } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { type Clock, systemClock } from "../../../src/runtime/mod.ts";
import { manualClock } from "../../../src/testing/mod.ts";
import { eventually } from "../../support/eventually.ts";
import { countingTables, type Knobs } from "./many-flows.ts";
import { didOf, eventsOf, rig, standing } from "./rig.ts";

const { start, stopAll, errors } = rig();
afterEach(stopAll);

type Engine = Awaited<ReturnType<typeof start>>;

const workflow = "counting";
const c1 = { workflow, id: "c-1" };

function go(engine: Engine, n: number, thingId = "c-1") {
  return engine.submit({ command: n < 0 ? "Begin" : "Go", payload: { thingId, n: Math.abs(n) } });
}

async function countOf(engine: Engine, id = "c-1"): Promise<unknown> {
  return (await engine.workflows.show({ workflow, id })).head.data;
}

async function begun(knobs: Knobs = {}, options: Parameters<typeof start>[1] = {}): Promise<Engine> {
  const engine = await start(countingTables(knobs), options);
  await go(engine, -1);
  await standing(engine, "c-1", "running", workflow);
  return engine;
}

test("by names the instance; signals come in the order in which they were left; what it completes with is kept", async () => {
  const engine = await begun();
  await engine.workflows.signal(c1, { name: "Add", data: { n: 2 } });
  await go(engine, 3);
  await engine.workflows.signal(c1, { name: "Add", data: { n: 4 } });
  await eventually(async () => expect(await countOf(engine)).toEqual({ n: 10 }));
  await go(engine, 0);
  expect(await standing(engine, "c-1", "completed", workflow)).toMatchObject({ result: { n: 10 }, waits: [] });
  expect(await eventsOf(engine, "account", "pot")).toEqual(['Deposited {"amount":3}']);
});

test("names, data and instances that are wrong are told with the mend", async () => {
  const engine = await begun();
  await expect(engine.workflows.signal(c1, { name: "Ad" })).rejects.toMatchObject({
    code: "workflow_refused",
    message: 'Cannot signal instance "c-1" of workflow "counting": it knows no signal "Ad"; did you mean "Add"',
  });
  await expect(engine.workflows.signal(c1, { name: "Add", data: { n: "x" } })).rejects.toMatchObject({
    code: "invalid_command",
    details: { issues: [{ path: "n" }] },
  });
  await expect(engine.workflows.start(workflow, { id: "c-1", input: { n: 1 } })).rejects.toThrow("it is there already");
  await expect(engine.workflows.start(workflow, { input: {} })).rejects.toMatchObject({ code: "invalid_command" });
  await expect(engine.workflows.start("countin", {})).rejects.toMatchObject({ code: "unknown_workflow" });
  await expect(engine.workflows.resume(c1)).rejects.toThrow("it is running");
  await expect(engine.workflows.show({ workflow, id: "x" })).rejects.toMatchObject({ code: "unknown_instance" });
});

test("started by hand it begins, listed it is found, cancelled it undoes what was done", async () => {
  const engine = await start(countingTables());
  const ref = await engine.workflows.start(workflow, { input: { n: 5 } });
  await standing(engine, ref.id, "running", workflow);
  await go(engine, 3, ref.id);
  await eventually(async () => expect(await eventsOf(engine, "account", "pot")).toHaveLength(1));
  await engine.workflows.cancel(ref, { why: "enough" });
  expect((await standing(engine, ref.id, "cancelled", workflow)).reason).toBe("enough");
  expect(await eventsOf(engine, "account", "pot")).toEqual(['Deposited {"amount":3}', 'Withdrawn {"amount":3}']);
  expect(await engine.workflows.list({ workflow, status: "cancelled", limit: 10 })).toMatchObject([{ id: ref.id }]);
  expect(await engine.workflows.overview()).toEqual([
    { name: workflow, latest: 1, versions: [1], instances: { cancelled: 1 }, parked: 0 },
  ]);
});

test("a failing reaction parks its instance alone: events, signals and timers wait behind it in order, a cancel does not", async () => {
  const knobs: Knobs = { breaksOn: 13 };
  const engine = await begun(knobs);
  await go(engine, 13);
  await eventually(async () => expect(await engine.letters.sequences({ limit: 10 })).toHaveLength(1));
  await go(engine, 2);
  await eventually(async () => expect((await engine.workflows.show(c1)).letters).toBe(2));
  await engine.workflows.signal(c1, { name: "Add", data: { n: 5 } });
  await go(engine, -1, "c-2");
  await standing(engine, "c-2", "running", workflow);
  await eventually(async () => expect((await engine.workflows.show(c1)).letters).toBe(3));
  const letters = await engine.letters.letters({ processor: workflow, sequence: "c-1", limit: 10 });
  expect(letters.map(({ eventType }) => eventType)).toEqual(["thing.Went", "thing.Went", "signal Add"]);
  expect(letters[2]).toMatchObject({ data: { kind: "signal", name: "Add", data: { n: 5 } } });
  expect(await engine.letters.retry({ processor: workflow })).toMatchObject({ handled: 0, done: false });
  knobs.breaksOn = -1;
  expect(await engine.letters.retry({ processor: workflow, sequence: "c-1" })).toMatchObject({
    handled: 3,
    done: true,
  });
  expect(await countOf(engine)).toEqual({ n: 21 });
  await eventually(async () =>
    expect(await eventsOf(engine, "account", "pot")).toEqual(['Deposited {"amount":13}', 'Deposited {"amount":2}']),
  );
});

test("a cancel passes an instance's letters, and evicting letters removes what they refer to", async () => {
  const store = memoryStore();
  const engine = await begun({ breaksOn: 13 }, { store });
  await go(engine, 13);
  await eventually(async () => expect((await engine.workflows.show(c1)).letters).toBe(1));
  await engine.workflows.signal(c1, { name: "Add", data: { n: 5 } });
  await eventually(async () => expect((await engine.workflows.show(c1)).letters).toBe(2));
  await engine.workflows.cancel(c1);
  await standing(engine, "c-1", "cancelled", workflow);
  const letters = await engine.letters.letters({ processor: workflow, sequence: "c-1", limit: 10 });
  const inbox = letters[1]?.event.inbox ?? "";
  expect(await store.workflows.inboxRow({ workflow, number: inbox })).toMatchObject({ id: "c-1" });
  expect(await engine.letters.evict({ processor: workflow, sequence: "c-1" })).toBe(2);
  expect(await store.workflows.inboxRow({ workflow, number: inbox })).toBeUndefined();
});

test("a command that cannot be handled makes the instance stuck: an alarm once, a note, and cancelled it ends", async () => {
  const engine = await begun();
  await engine.workflows.signal(c1, { name: "Break", data: {} });
  const head = await standing(engine, "c-1", "stuck", workflow);
  expect(head.trouble).toContain('command "Break" #1 cannot be handled');
  expect(errors.filter((line) => line.includes("is stuck"))).toHaveLength(1);
  expect((await engine.health()).notes).toEqual([
    'Workflow "counting" has 1 stuck instances: resume them, or cancel them',
  ]);
  await go(engine, 3);
  await eventually(async () => expect(await countOf(engine)).toEqual({ n: 4 }));
  await engine.workflows.resume(c1);
  await eventually(async () => expect(await didOf(engine, "c-1", workflow)).toContain("send Break #1 again"));
  await standing(engine, "c-1", "stuck", workflow);
  await engine.workflows.cancel(c1);
  await standing(engine, "c-1", "cancelled", workflow);
});

test("commands carry the instance to their events, and events do not carry it further", async () => {
  const engine = await begun();
  await go(engine, 3);
  await eventually(async () => expect(await eventsOf(engine, "account", "pot")).toHaveLength(1));
  const [event] = await engine.readStream({ type: "account", id: "pot" }, { after: 0, limit: 1 });
  expect(event?.metadata["myelin.workflow"]).toEqual({ name: workflow, id: "c-1" });
});

test("a reset is refused without resend; with it everything begins anew", async () => {
  const engine = await begun();
  await expect(engine.processors.reset(workflow, { to: { kind: "first" }, force: true })).rejects.toThrow(
    "it is a workflow",
  );
  await engine.workflows.signal(c1, { name: "Add", data: { n: 5 } });
  await eventually(async () => expect(await countOf(engine)).toEqual({ n: 6 }));
  await engine.processors.reset(workflow, { to: { kind: "first" }, force: true, resend: true });
  await eventually(async () => expect(await countOf(engine)).toEqual({ n: 1 }));
});

test("segments that are split and merged take inbox, timers and commands along", async () => {
  const engine = await begun();
  await engine.processors.split(workflow);
  await engine.workflows.signal(c1, { name: "Add", data: { n: 2 } });
  await go(engine, 3);
  await eventually(async () => expect(await countOf(engine)).toEqual({ n: 6 }));
  await engine.processors.merge(workflow);
  await engine.processors.pause(workflow);
  await engine.workflows.signal(c1, { name: "Add", data: { n: 4 } });
  await engine.processors.resume(workflow);
  await eventually(async () => expect(await countOf(engine)).toEqual({ n: 10 }));
  await eventually(async () => expect(await eventsOf(engine, "account", "pot")).toHaveLength(1));
});

test("timers fire by the engine's clock, late ones at once, and one that fails waits as a letter", async () => {
  const clock = manualClock(Date.UTC(2026, 0, 1));
  const store = memoryStore();
  const knobs: Knobs = { breaksTimer: true };
  const engine = await begun(knobs, { clock: shifted(clock), store });
  await go(engine, 100);
  await eventually(async () => expect((await engine.workflows.show(c1)).timers).toMatchObject([{ name: "Later" }]));
  const [timer] = (await engine.workflows.show(c1)).timers;
  expect(timer?.dueAt.getTime()).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 3));
  await engine.stop(1_000);
  await clock.advance(3 * 86_400_000);
  const later = await start(countingTables(knobs), { clock: shifted(clock), store });
  await eventually(async () => expect((await later.workflows.show(c1)).letters).toBe(1));
  expect((await later.workflows.show(c1)).timers).toEqual([]);
  knobs.breaksTimer = false;
  await later.letters.retry({ processor: workflow });
  expect(await countOf(later)).toEqual({ n: 7000 });
});

test("a schedule starts one instance for each time, of times that were missed the latest one", async () => {
  const clock = manualClock(Date.UTC(2026, 0, 1));
  const store = memoryStore();
  const engine = await start(countingTables(), { clock: shifted(clock), store });
  const ticks = () => store.workflows.timers({ workflow, id: "cron:Nightly" });
  await eventually(async () => expect(await ticks()).toMatchObject([{ dueAt: new Date("2026-01-01T03:00:00Z") }]));
  await engine.stop(1_000);
  await clock.advance(3 * 86_400_000);
  const [one, other] = await Promise.all([1, 2].map(() => start(countingTables(), { clock: shifted(clock), store })));
  await eventually(async () => expect(await one?.workflows.list({ workflow, limit: 10 })).toHaveLength(1));
  await eventually(async () => expect(await ticks()).toMatchObject([{ dueAt: new Date("2026-01-04T03:00:00Z") }]));
  expect(await other?.workflows.list({ workflow, limit: 10 })).toMatchObject([
    { id: "Nightly@2026-01-03T03:00Z", data: { n: 3 } },
  ]);
});

/** Real pauses at another time: the engine's loops go on by themselves, and a test moves the date. */
function shifted(clock: ReturnType<typeof manualClock>): Clock {
  const began = Date.now();
  return { now: () => clock.now() + Date.now() - began, sleep: systemClock.sleep };
}
