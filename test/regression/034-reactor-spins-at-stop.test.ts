import { afterEach, expect, test } from "vitest";
import { door } from "../commands/watched-events.ts";
import { onMemory } from "../processors/grounds.ts";
import { itemReactor } from "../processors/item-reactor.ts";
import { add } from "../processors/items.ts";
import { cameTo } from "./settled-within.ts";

const ground = await onMemory();
afterEach(() => ground.end());

// From the stop on it committed batches in which nothing was handled, one after another, until the node's last look had ended.
test("a reactor begins no batch once its node stops, however long the node's last look takes", async () => {
  const store = await ground.store();
  const begun = door();
  const look = door();
  const held = { yes: false };
  const counts = { works: 0 };
  const renew: typeof store.segments.renew = async (life) => {
    if (held.yes) await look.pass();
    return store.segments.renew(life);
  };
  const work: typeof store.segments.work = (request) => {
    counts.works++;
    return store.segments.work(request);
  };
  const segments = Object.assign(Object.create(store.segments), { renew, work });
  const react = (_: number, signal: AbortSignal): Promise<unknown> => {
    held.yes = true;
    void begun.pass();
    return new Promise((resolve) => signal.addEventListener("abort", resolve));
  };
  const engine = await ground.node({
    tables: itemReactor({ react }),
    store: Object.assign(Object.create(store), { segments }),
  });
  await engine.processors.pause("hears");
  await add(engine, "a", 1, 2);
  await engine.processors.resume("hears");
  await begun.reached;
  await look.reached;
  const before = counts.works;
  const stopped = engine.stop(0);
  expect(await cameTo(stopped)).toBe("pending");
  expect(counts.works - before).toBeLessThanOrEqual(2);
  look.open();
  await stopped;
});
