import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { MyelinError } from "../../src/base/error.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { door } from "../commands/watched-events.ts";
import { commandRig } from "../runtime/command-rig.ts";
import { type AppendScript, scriptedEvents } from "../runtime/scripted-events.ts";
import { cameTo } from "./settled-within.ts";

// tryAgain sleeps without the deadline's signal, and jobs taken from the lane have left their deadline.
test.each(["batched"] as const)(
  "a command that pauses between two attempts ends when its caller gives up (%s)",
  async (mode) => {
    const clock = manualClock();
    const store = memoryStore({ clock });
    const lost = door();
    const deadlock: AppendScript = async () => {
      void lost.pass();
      throw new MyelinError("contention", "deadlock");
    };
    const events = scriptedEvents(store.events, [deadlock]);
    const node = commandRig({ mode, tables: tablesOf(tally), store, events, clock });
    const giving = new AbortController();
    const retry = { kind: "interval", everyMs: 60_000, maxAttempts: 9 } as const;
    const sent = node.submit({ ...add("a", 1), retry, signal: giving.signal });
    await lost.reached;
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    giving.abort();
    expect(await cameTo(sent)).toBe("aborted");
  },
);

// One at a time, and whoever waits for its turn listens to nobody.
test("a command that waits behind another one's unknown outcome ends when its caller gives up", async () => {
  const store = memoryStore();
  const second = door();
  const cut: AppendScript = async () => {
    throw new MyelinError("outcome_unknown", "cut");
  };
  const stuck: AppendScript = async (requests, append) => {
    await second.pass();
    return append(requests);
  };
  const events = scriptedEvents(store.events, [cut, stuck]);
  const node = commandRig({ mode: "batched", tables: tablesOf(tally), store, events });
  const giving = new AbortController();
  const first = node.submit(add("a", 1));
  const behind = node.submit({ ...add("a", 2), signal: giving.signal });
  await second.reached;
  giving.abort();
  const came = await cameTo(behind);
  second.open();
  await first;
  expect(came).toBe("outcome_unknown");
});
