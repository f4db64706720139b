import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { byRoute, inCluster } from "../../src/mod.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { door, watchedEvents } from "../commands/watched-events.ts";
import { commandRig } from "../runtime/command-rig.ts";
import { cameTo } from "./settled-within.ts";

// The deadline is looked at between attempts only; nothing was sent yet, so there is nothing to wait for.
test("a command that waits for a key of the cluster ends when its caller gives up (simple mode)", async () => {
  const store = memoryStore();
  const gate = door();
  const tables = tablesOf(tally.sequence(inCluster(byRoute())));
  const events = watchedEvents(store.events, { onLoad: () => gate.pass() });
  const holder = commandRig({ mode: "simple", tables, store, events }).submit(add("a", 1));
  await gate.reached;
  const giving = new AbortController();
  const waiter = commandRig({ mode: "simple", tables, store }).submit({ ...add("a", 1), signal: giving.signal });
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  giving.abort();
  const came = await cameTo(waiter);
  gate.open();
  await Promise.allSettled([holder, waiter]);
  expect(came).toBe("aborted");
});

test("a command whose load hangs ends when its caller gives up (simple mode)", async () => {
  const store = memoryStore();
  const gate = door();
  const events = watchedEvents(store.events, { onLoad: () => gate.pass() });
  const node = commandRig({ mode: "simple", tables: tablesOf(tally), store, events });
  const giving = new AbortController();
  const sent = node.submit({ ...add("a", 1), signal: giving.signal });
  await gate.reached;
  giving.abort();
  const came = await cameTo(sent);
  gate.open();
  await Promise.allSettled([sent]);
  expect(came).toBe("aborted");
});
