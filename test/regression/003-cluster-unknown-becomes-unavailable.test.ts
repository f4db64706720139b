import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { MyelinError } from "../../src/base/error.ts";
import { byRoute, inCluster } from "../../src/mod.ts";
import type { EventStore } from "../../src/store/event-store.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { commandRig } from "../runtime/command-rig.ts";

// `exclusive` itself throws (the next connection fails before the work begins), past attemptCommand's care for uncertain histories.
test.each(["simple", "batched"] as const)(
  "a cluster command whose commit's answer was lost is not unavailable because the database is away a moment longer (%s)",
  async (mode) => {
    const store = memoryStore();
    let calls = 0;
    const events: EventStore = {
      ...store.events,
      exclusive: async (request) => {
        const call = ++calls;
        if (call === 2) throw new MyelinError("unavailable", "the database is away");
        const result = await store.events.exclusive(request);
        if (call === 1) throw new MyelinError("outcome_unknown", "cut after the commit");
        return result;
      },
    };
    const tables = tablesOf(tally.sequence(inCluster(byRoute())));
    const node = commandRig({ mode, tables, store, events });
    expect(await node.submit(add("a", 1))).toMatchObject({ ok: true, version: 1 });
  },
);
