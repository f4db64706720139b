import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { aroundHandling } from "../../src/mod.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { commandRig } from "../runtime/command-rig.ts";
import { scriptedEvents } from "../runtime/scripted-events.ts";

// In a convoy the next turn starts when the former departs, so a second next() of an interceptor comes behind its successors. The
// simple mode passes: put it back into the list once this is mended.
test.fails.each(["batched"] as const)(
  "a command that its interceptor handles again keeps its place before those behind it in its sequence (%s)",
  async (mode) => {
    const store = memoryStore();
    const rival = commandRig({ mode, tables: tablesOf(tally), store });
    const events = scriptedEvents(store.events, [
      async (requests, append) => {
        await rival.submit(add("a", 1));
        return append(requests);
      },
    ]);
    const handle = [aroundHandling("once more", (_, next) => next().catch(() => next()))];
    const node = commandRig({ mode, tables: tablesOf(tally, { handle }), store, events });
    const [first, second] = await Promise.all([
      node.submit({ ...add("a", 2), retry: { kind: "none" } }),
      node.submit({ command: "Note", payload: { tallyId: "a", text: "second" } }),
    ]);
    expect(first).toMatchObject({ version: 2 });
    expect(second).toMatchObject({ version: 3 });
  },
);
