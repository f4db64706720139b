import { expect, test } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { aroundHandling } from "../../src/mod.ts";
import { add, tablesOf, tally } from "../commands/tally.ts";
import { door, watchedEvents } from "../commands/watched-events.ts";
import { commandRig } from "../runtime/command-rig.ts";
import { cameTo } from "./settled-within.ts";

// The deadline ends while next() is under way, and is looked at only then: an interceptor that lingers afterwards keeps the
// command and its turn for ever.
test("a command settles and its turn is released when the deadline ended within next() and its interceptor lingers behind it", async () => {
  const store = memoryStore();
  const append = door();
  const handle = [
    aroundHandling("stuck", async ({ metadata }, next) => {
      const result = await next();
      if (metadata.stuck === true) await door().pass();
      return result;
    }),
  ];
  let first = true;
  const onAppend = async (): Promise<void> => {
    if (!first) return;
    first = false;
    await append.pass();
  };
  const events = watchedEvents(store.events, { onAppend });
  const node = commandRig({ mode: "simple", tables: tablesOf(tally, { handle }), store, events });
  const giving = new AbortController();
  const sent = node.submit({ ...add("a", 1), metadata: { stuck: true }, signal: giving.signal });
  const behind = node.submit(add("a", 2));
  await append.reached;
  giving.abort();
  append.open();
  expect(await cameTo(sent)).not.toBe("pending");
  expect(await cameTo(behind)).not.toBe("pending");
});
