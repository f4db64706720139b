import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { commandRig } from "../runtime/command-rig.ts";
import { scriptedEvents } from "../runtime/scripted-events.ts";
import { cameTo } from "./settled-within.ts";

// A lost race is asked of the retry policy first, though with If-Match it can only end in 412.
test.each(["simple", "batched"] as const)(
  "If-Match that another writer overtakes is precondition_failed, whatever the retry policy says (%s)",
  async (mode) => {
    const store = memoryStore();
    const rival = commandRig({ mode, tables: tablesOf(tally), store });
    const events = scriptedEvents(store.events, [
      async (requests, append) => {
        await rival.submit(add("a", 1));
        return append(requests);
      },
    ]);
    const node = commandRig({ mode, tables: tablesOf(tally), store, events });
    const sent = node.submit({ ...add("a", 2), expectedVersion: 0, retry: { kind: "none" } });
    expect(await cameTo(sent)).toBe("precondition_failed");
  },
);
