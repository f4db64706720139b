import { afterEach, expect, test } from "vitest";
import { deadLetter } from "../../src/mod.ts";
import { door } from "../commands/watched-events.ts";
import { onMemory } from "../processors/grounds.ts";
import { itemReactor } from "../processors/item-reactor.ts";
import { add } from "../processors/items.ts";

const ground = await onMemory();
afterEach(() => ground.end());

// A handler that heeds the signal of its stopping node was taken for one that failed, and its event was parked.
test("a reactor's handler that is aborted because its node stops makes no letter, and is called again", async () => {
  const begun = door();
  const react = (_: number, signal: AbortSignal): Promise<unknown> => {
    void begun.pass();
    return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
  };
  const engine = await ground.node({ tables: itemReactor({ react, onFailure: deadLetter({ retries: 0 }) }) });
  await add(engine, "a", 1);
  await begun.reached;
  await engine.stop(0);
  const again = door();
  const next = await ground.node({ tables: itemReactor({ react: async () => void again.pass() }) });
  await again.reached;
  expect(await next.letters.sequences({ limit: 1 })).toEqual([]);
});
