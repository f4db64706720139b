import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { watchedEvents } from "../commands/watched-events.ts";
import { commandRig } from "../runtime/command-rig.ts";

// Each stream in quarantine has a call of its own, all of a batch at once: up to `maxBatch` instead of `maxStatements`.
test("streams that other nodes write, too, do not have more appends under way than maxStatements", async () => {
  const store = memoryStore();
  const tables = tablesOf(tally);
  const rival = commandRig({ mode: "simple", tables, store });
  const streams = Array.from({ length: 20 }, (_, index) => `s${index}`);
  let [first, underWay, most] = [true, 0, 0];
  const onAppend = async (): Promise<void> => {
    most = Math.max(most, ++underWay);
    if (!first) return;
    first = false;
    for (const stream of streams) await rival.submit(add(stream, 1));
  };
  const onAppended = async (): Promise<void> => {
    await new Promise(setImmediate);
    underWay--;
  };
  const events = watchedEvents(store.events, { onAppend, onAppended });
  const node = commandRig({ mode: "batched", tables, store, events });
  await Promise.all(streams.map((stream) => node.submit(add(stream, 1))));
  expect(most).toBeLessThanOrEqual(2);
});
