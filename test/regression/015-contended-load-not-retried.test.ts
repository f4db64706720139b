import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { MyelinError } from "../../src/base/error.ts";
import { byRoute, inCluster } from "../../src/mod.ts";
import type { EventStore } from "../../src/store/event-store.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { watchedEvents } from "../commands/watched-events.ts";
import { commandRig } from "../runtime/command-rig.ts";

const contention = (): MyelinError => new MyelinError("contention", "others held what it needed");

// loadLanes fails all that waits; the simple mode asks each command's policy.
test.each(["batched"] as const)("contention in a load is decided again (%s)", async (mode) => {
  const store = memoryStore();
  let first = true;
  const onLoad = async (): Promise<void> => {
    if (!first) return;
    first = false;
    throw contention();
  };
  const node = commandRig({ mode, tables: tablesOf(tally), store, events: watchedEvents(store.events, { onLoad }) });
  expect(await node.submit(add("a", 1))).toMatchObject({ ok: true });
});

test.each(["simple", "batched"] as const)("contention of exclusive work itself is decided again (%s)", async (mode) => {
  const store = memoryStore();
  let first = true;
  const events: EventStore = {
    ...store.events,
    exclusive: async (request) => {
      if (!first) return store.events.exclusive(request);
      first = false;
      throw contention();
    },
  };
  const tables = tablesOf(tally.sequence(inCluster(byRoute())));
  expect(await commandRig({ mode, tables, store, events }).submit(add("a", 1))).toMatchObject({ ok: true });
});
