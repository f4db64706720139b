import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { aroundHandling } from "../../src/mod.ts";
import { payloadHash } from "../../src/runtime/commands/payload-hash.ts";
import { startEngine } from "../../src/runtime/mod.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { tablesOf, tally } from "../commands/tally.ts";
import { door } from "../commands/watched-events.ts";
import { cameTo } from "./settled-within.ts";

/** As the node that accepted it would have it. */
const hashOf = ({ command, payload }: { command: string; payload: unknown }): string =>
  payloadHash(command, { payload, scope: "" });

// The loop that takes commands over waits for them, and stop() for the loop; their deadlines were let go of with the timers.
test("stop ends after its grace time though a command that was taken over is stuck", async () => {
  const clock = manualClock();
  const store = memoryStore({ clock });
  const gate = door();
  const handle = [aroundHandling("stuck", (_, next) => gate.pass().then(next))];
  const submission = { command: "Add", payload: { tallyId: "a", by: 1 }, id: "k" };
  await store.commands.accept({ id: "k", hash: hashOf(submission), submission, leaseMs: 0 });
  const engine = await startEngine({ tables: tablesOf(tally, { handle }), store, clock, log: () => {} });
  await gate.reached;
  const stopped = engine.stop(100);
  await clock.advance(200);
  await clock.advance(60_000);
  const came = await cameTo(stopped);
  gate.open();
  await cameTo(stopped);
  expect(came).toBeUndefined();
});
