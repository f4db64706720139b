import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { byRoute, inCluster } from "../../src/mod.ts";
import type { EventStore } from "../../src/store/event-store.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { commandRig } from "../runtime/command-rig.ts";
import { cameTo } from "./settled-within.ts";

// A lane whose commands gave up while it waited for a slot still goes into a transaction, with no key at all.
test("exclusive work always has a key", async () => {
  const store = memoryStore();
  const asked: number[] = [];
  const events: EventStore = {
    ...store.events,
    exclusive: (request) => {
      asked.push(request.keys.length);
      return store.events.exclusive(request);
    },
  };
  const tables = tablesOf(tally.sequence(inCluster(byRoute())));
  const node = commandRig({ mode: "batched", tables, store, events });
  const giving = new AbortController();
  const sent = node.submit({ ...add("a", 1), signal: giving.signal });
  giving.abort();
  expect(await cameTo(sent)).toBe("aborted");
  expect(asked).not.toContain(0);
});
