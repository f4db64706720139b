import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { MyelinError } from "../../src/base/error.ts";
import { aroundHandling } from "../../src/mod.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { commandRig } from "../runtime/command-rig.ts";
import { type AppendScript, scriptedEvents } from "../runtime/scripted-events.ts";

// outcome_unknown goes to the interceptor; its next() begins with a fresh history, so the first attempt's events lie below what is
// loaded first and are not found.
test.each(["simple", "batched"] as const)(
  "a command of unknown outcome that its interceptor handles again happens once (%s)",
  async (mode) => {
    const store = memoryStore();
    let late = async (): Promise<unknown> => undefined;
    const cutWhileRunning: AppendScript = async (requests, append) => {
      late = () => append(requests);
      throw new MyelinError("outcome_unknown", "cut");
    };
    const overtaken: AppendScript = async (requests, append) => {
      await late();
      return append(requests);
    };
    const handle = [aroundHandling("once more", (_, next) => next().catch(() => next()))];
    const events = scriptedEvents(store.events, [cutWhileRunning, overtaken]);
    const node = commandRig({ mode, tables: tablesOf(tally, { handle }), store, events });
    await node.submit({ ...add("a", 1), retry: { kind: "none" } });
    expect(await store.events.readStream({ stream: { type: "tally", id: "a" }, after: 0, limit: 9 })).toHaveLength(1);
  },
);
