import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { aroundHandling } from "../../src/mod.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { door } from "../commands/watched-events.ts";
import { commandRig } from "../runtime/command-rig.ts";
import { cameTo } from "./settled-within.ts";

// The deadline ends while an interceptor lingers behind next(): the events are stored, and the caller is told to send the command again.
test("a command whose events are stored is not told that nothing was changed when its interceptor outlasts the deadline", async () => {
  const store = memoryStore();
  const [after, never] = [door(), door()];
  const handle = [
    aroundHandling("audit", async (_, next) => {
      const result = await next();
      await after.pass();
      await never.pass();
      return result;
    }),
  ];
  const node = commandRig({ mode: "batched", tables: tablesOf(tally, { handle }), store });
  const giving = new AbortController();
  const sent = node.submit({ ...add("a", 1), signal: giving.signal });
  sent.catch(() => {});
  await after.reached;
  expect(await store.events.readStream({ stream: { type: "tally", id: "a" }, after: 0, limit: 9 })).toHaveLength(1);
  giving.abort();
  expect(await cameTo(sent)).not.toBe("aborted");
});
