import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { aroundHandling } from "../../src/mod.ts";
import { payloadHash } from "../../src/runtime/commands/payload-hash.ts";
import { startEngine } from "../../src/runtime/mod.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { tablesOf, tally } from "../commands/tally.ts";
import { door } from "../commands/watched-events.ts";

/** As the node that accepted it would have it. */
const hashOf = ({ command, payload }: { command: string; payload: unknown }): string =>
  payloadHash(command, { payload, scope: "" });

// takeOver waits for all it took before it looks again: one slow command of a dead node keeps all others waiting.
test("commands of a dead node are taken over though one taken before is slow", async () => {
  const clock = manualClock();
  const store = memoryStore({ clock });
  const gate = door();
  const handle = [
    aroundHandling("slow", ({ commandId }, next) => (commandId === "slow" ? gate.pass().then(next) : next())),
  ];
  const accept = (id: string) => {
    const submission = { command: "Add", payload: { tallyId: id, by: 1 }, id, timeoutMs: 600_000 };
    return store.commands.accept({ id, hash: hashOf(submission), submission, leaseMs: 0 });
  };
  await accept("slow");
  const engine = await startEngine({ tables: tablesOf(tally, { handle }), store, clock, log: () => {} });
  await gate.reached;
  await accept("quick");
  for (let second = 0; second < 20; second++) {
    await clock.advance(1_000);
    await new Promise(setImmediate);
  }
  const state = await engine.commandState({ id: "quick" });
  gate.open();
  await engine.stop();
  expect(state).toMatchObject({ status: "settled" });
});
