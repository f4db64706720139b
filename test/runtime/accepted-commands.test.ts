import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { MyelinError } from "../../src/base/error.ts";
import { onDispatch } from "../../src/mod.ts";
import type { Tables } from "../../src/model/tables.ts";
import { forgetCommands } from "../../src/runtime/accepted/forget-commands.ts";
import { type CommandState, type Engine, startEngine } from "../../src/runtime/mod.ts";
import type { Store } from "../../src/store/store.ts";
import { type ManualClock, manualClock } from "../../src/testing/manual-clock.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { type Door, door, watchedEvents } from "../commands/watched-events.ts";
import { commandRig } from "./command-rig.ts";

interface Node {
  readonly engine: Engine;
  readonly lines: string[];
}

interface NodeOptions {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly tables?: Tables;
  readonly maxInFlight?: number;
}

async function node({ store, clock, tables = tablesOf(tally), maxInFlight = 100 }: NodeOptions): Promise<Node> {
  const lines: string[] = [];
  const log = (level: string, message: string): void => {
    if (level !== "info") lines.push(`${level} ${message}`);
  };
  return { engine: await startEngine({ tables, store, clock, log, maxInFlight }), lines };
}

/** Lets time and promises go on until the command is not pending. */
async function settled(engine: Engine, { id, clock }: { id: string; clock: ManualClock }): Promise<CommandState> {
  for (;;) {
    const state = await engine.commandState({ id });
    if (state.status !== "pending") return state;
    await clock.advance(500);
    await new Promise(setImmediate);
  }
}

/** A store whose first append waits at a door, as that of a node which dies there. */
function stuck(store: Store): { store: Store; gate: Door } {
  const gate = door();
  const events = watchedEvents(store.events, { onAppend: () => gate.pass() });
  return { store: { ...store, events, close: async () => {} }, gate };
}

test("an accepted command is handled, and its outcome is kept under the id that it was given", async () => {
  const clock = manualClock();
  const { engine } = await node({ store: memoryStore({ clock }), clock });
  const acceptance = await engine.submitLater(add("a", 5));
  if (acceptance.kind !== "accepted") throw new Error("it is new");
  const state = await settled(engine, { id: acceptance.commandId, clock });
  expect(state).toMatchObject({ status: "settled", result: { ok: true, version: 1, commandId: acceptance.commandId } });
});

test("an accepted command whose node died is taken over by another one when the lease has ended, and happens once", async () => {
  const clock = manualClock();
  const store = memoryStore({ clock });
  const dying = stuck(store);
  // Its time stands still, as that of a dead one.
  const first = await node({ store: dying.store, clock: manualClock() });
  await first.engine.submitLater({ ...add("a", 5), id: "k" });
  await dying.gate.reached;
  const second = await node({ store, clock });
  expect(await settled(second.engine, { id: "k", clock })).toMatchObject({ status: "settled", result: { version: 1 } });
  // The dead node was only slow: its append is not a second one.
  dying.gate.open();
  await new Promise(setImmediate);
  expect(await store.events.readStream({ stream: { type: "tally", id: "a" }, after: 0, limit: 9 })).toHaveLength(1);
});

test("an accepted command whose node died is taken over by a sweep when the lease has ended, and not before", async () => {
  const clock = manualClock();
  const store = memoryStore({ clock });
  const dying = stuck(store);
  const first = await node({ store: dying.store, clock: manualClock() });
  await first.engine.submitLater({ ...add("a", 5), id: "k" });
  await dying.gate.reached;
  const second = await startEngine({ tables: tablesOf(tally), store, clock, background: false, log: () => {} });
  const sweep = () => second.sweep({ budgetMs: 1_000, only: ["commands"] });
  expect(await sweep()).toMatchObject({ commands: 0, left: false });
  await clock.advance(60_000);
  expect(await sweep()).toMatchObject({ commands: 1, left: false });
  expect(await second.commandState({ id: "k" })).toMatchObject({ status: "settled", result: { version: 1 } });
});

test("a sweep waits for what its own engine has accepted", async () => {
  const clock = manualClock();
  const store = memoryStore({ clock });
  const engine = await startEngine({ tables: tablesOf(tally), store, clock, background: false, log: () => {} });
  await engine.submitLater({ ...add("a", 5), id: "k" });
  expect(await engine.sweep({ budgetMs: 1_000 })).toMatchObject({ commands: 0, left: false });
  expect(await engine.commandState({ id: "k" })).toMatchObject({ status: "settled", result: { version: 1 } });
});

test("a command that is taken over does not pass its dispatch interceptors a second time", async () => {
  const clock = manualClock();
  const store = memoryStore({ clock });
  let passed = 0;
  const dispatch = [onDispatch("stamp", (_, { annotate }) => annotate({ stamp: ++passed }))];
  const dying = stuck(store);
  const tables = tablesOf(tally, { dispatch });
  await (await node({ store: dying.store, clock: manualClock(), tables })).engine.submitLater({
    ...add("a", 5),
    id: "k",
  });
  await dying.gate.reached;
  const second = await node({ store, clock, tables });
  await settled(second.engine, { id: "k", clock });
  const [event] = await store.events.readStream({ stream: { type: "tally", id: "a" }, after: 0, limit: 9 });
  expect([passed, event?.metadata]).toMatchObject([1, { stamp: 1 }]);
});

test("a rejection and a failure of an accepted command are told apart; a failed one may be sent again", async () => {
  const clock = manualClock();
  const { engine, lines } = await node({ store: memoryStore({ clock }), clock });
  await engine.submitLater({ ...add("a", 101), id: "too-much" });
  expect(await settled(engine, { id: "too-much", clock })).toMatchObject({ result: { ok: false, reason: "TooMuch" } });
  const failing = { command: "Fail", payload: { tallyId: "a" }, id: "fail" };
  await engine.submitLater(failing);
  expect(await settled(engine, { id: "fail", clock })).toMatchObject({
    status: "failed",
    failure: { code: "handler_failed" },
  });
  expect(lines).toMatchObject([expect.stringContaining('error Accepted command "fail" failed')]);
  expect(await engine.submitLater(failing)).toEqual({ kind: "accepted", commandId: "fail" });
  expect(await settled(engine, { id: "fail", clock })).toMatchObject({ status: "failed" });
});

test("a command that is known is not accepted anew: its outcome is told, another payload is refused", async () => {
  const clock = manualClock();
  const { engine } = await node({ store: memoryStore({ clock }), clock });
  await engine.submit({ ...add("a", 5), id: "k" });
  expect(await engine.submitLater({ ...add("a", 5), id: "k" })).toMatchObject({
    kind: "settled",
    result: { version: 1, duplicate: true },
  });
  await expect(engine.submitLater({ ...add("a", 6), id: "k" })).rejects.toMatchObject({ code: "idempotency_mismatch" });
  await expect(engine.commandState({ id: "unknown" })).rejects.toMatchObject({ code: "unknown_command_id" });
});

test("a database that goes away between acceptance and handling delays the command, and loses nothing", async () => {
  const clock = manualClock();
  const store = memoryStore({ clock });
  let away = true;
  const events = watchedEvents(store.events, {
    onLoad: async () => {
      if (away) throw new MyelinError("unavailable", "the database is away");
    },
  });
  const { engine } = await node({ store: { ...store, events }, clock });
  await engine.submitLater({ ...add("a", 5), id: "k" });
  await new Promise(setImmediate);
  expect(await engine.commandState({ id: "k" })).toMatchObject({ status: "pending" });
  away = false;
  expect(await settled(engine, { id: "k", clock })).toMatchObject({ status: "settled", result: { version: 1 } });
});

test("accepted commands count among those under way; beyond the bound nothing is accepted", async () => {
  const clock = manualClock();
  const dying = stuck(memoryStore({ clock }));
  const { engine } = await node({ store: dying.store, clock, maxInFlight: 1 });
  await engine.submitLater({ ...add("a", 5), id: "one" });
  await expect(engine.submitLater({ ...add("b", 5), id: "two" })).rejects.toMatchObject({ code: "overloaded" });
  await expect(engine.commandState({ id: "two" })).rejects.toMatchObject({ code: "unknown_command_id" });
  dying.gate.open();
  expect(await settled(engine, { id: "one", clock })).toMatchObject({ status: "settled" });
});

test("a stopping engine finishes the accepted commands that it handles, and takes no further ones", async () => {
  const clock = manualClock();
  const store = memoryStore({ clock });
  const slow = stuck(store);
  const { engine } = await node({ store: slow.store, clock });
  await engine.submitLater({ ...add("a", 5), id: "one" });
  await slow.gate.reached;
  const stopped = engine.stop();
  await expect(engine.submitLater(add("b", 5))).rejects.toMatchObject({ code: "unavailable" });
  slow.gate.open();
  await stopped;
  expect(await store.commands.find("one")).toMatchObject({ status: "recorded" });
});

test("outcomes are forgotten when their time is over, and their ids may be used again", async () => {
  const clock = manualClock();
  const store = memoryStore({ clock });
  const hour = 3_600_000;
  const rig = commandRig({ mode: "batched", tables: tablesOf(tally), store, clock });
  const send = () => rig.submit({ ...add("a", 5), id: "k" });
  await send();
  const stopping = new AbortController();
  const ports = { accepted: store.commands, clock, log: () => {}, keptMs: 48 * hour };
  const forgetting = forgetCommands(ports, stopping.signal);
  await clock.advance(47 * hour);
  expect(await send()).toMatchObject({ duplicate: true });
  await clock.advance(2 * hour);
  expect(await send()).toMatchObject({ duplicate: false, version: 2 });
  stopping.abort();
  await forgetting;
});
