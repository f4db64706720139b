import { afterEach, expect, test } from "vitest";
import { deadLetter } from "../../src/mod.ts";
import { onMemory } from "../processors/grounds.ts";
import { hastyClock, itemReactor } from "../processors/item-reactor.ts";
import { add } from "../processors/items.ts";
import { eventually } from "../support/eventually.ts";

const ground = await onMemory();
afterEach(() => ground.end());

// The letter did not fit, so the whole batch was handled again with each back-off: its neighbours' effects without end.
test("a reactor whose letters are full waits without doing its neighbours' effects again", async () => {
  const calls: number[] = [];
  const broken = { yes: true };
  const react = async (number: number): Promise<void> => {
    calls.push(number);
    if (number >= 13 && broken.yes) throw new Error("cannot stand it");
  };
  const onFailure = deadLetter({ retries: 0, maxSequences: 1 });
  const engine = await ground.node({ tables: itemReactor({ react, onFailure }), clock: hastyClock });
  await add(engine, "a", 13);
  await eventually(async () => expect(await engine.letters.sequences({ limit: 1 })).toHaveLength(1));
  await engine.processors.pause("hears");
  await add(engine, "b", 1);
  await add(engine, "c", 14);
  await add(engine, "d", 2);
  await engine.processors.resume("hears");
  const failedAgain = () => ground.lines.filter(({ message }) => message.includes("failed again"));
  await eventually(() => expect(failedAgain().length).toBeGreaterThan(3));
  expect(calls).toEqual([13, 1, 14]);
  broken.yes = false;
  expect(await engine.letters.retry({ processor: "hears", sequence: "item/a" })).toMatchObject({ done: true });
  await eventually(() => expect(calls).toEqual([13, 1, 14, 13, 2]));
  expect(await engine.letters.sequences({ limit: 5 })).toMatchObject([{ sequence: "item/c", letters: 1 }]);
});
