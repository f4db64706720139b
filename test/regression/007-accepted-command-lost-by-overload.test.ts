import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { aroundHandling } from "../../src/mod.ts";
import { payloadHash } from "../../src/runtime/commands/payload-hash.ts";
import { startEngine } from "../../src/runtime/mod.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { door } from "../commands/watched-events.ts";

/** As the node that accepted it would have it. */
const hashOf = ({ command, payload }: { command: string; payload: unknown }): string =>
  payloadHash(command, { payload, scope: "" });

// A busy node takes leases for commands that its gate then refuses: each costs an attempt, and the tenth-and-first ends the command.
test("an accepted command is not given up because the node that looks for it is busy", async () => {
  const clock = manualClock();
  const store = memoryStore({ clock });
  const gate = door();
  const handle = [
    aroundHandling("slow", async ({ metadata }, next) => {
      if (metadata.slow === true) await gate.pass();
      return next();
    }),
  ];
  const tables = tablesOf(tally, { handle });
  const engine = await startEngine({ tables, store, clock, log: () => {}, maxInFlight: 1 });
  const busy = engine.submit({ ...add("b", 1), metadata: { slow: true }, timeoutMs: 10_000_000 });
  await gate.reached;
  // As a node that died left it.
  const submission = { command: "Add", payload: { tallyId: "a", by: 1 }, id: "k" };
  await store.commands.accept({ id: "k", hash: hashOf(submission), submission, leaseMs: 0 });
  for (let minute = 0; minute < 12; minute++) {
    for (let second = 0; second < 60; second++) await clock.advance(1_000);
  }
  gate.open();
  await busy;
  for (let second = 0; second < 120; second++) {
    await clock.advance(1_000);
    await new Promise(setImmediate);
  }
  const state = await engine.commandState({ id: "k" });
  expect(state).toMatchObject({ status: "settled", result: { ok: true } });
});
