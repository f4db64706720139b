import { afterEach, expect, test } from "vitest";
import { deadLetter } from "../../src/mod.ts";
import { onMemory } from "../processors/grounds.ts";
import { hastyClock } from "../processors/item-reactor.ts";
import { add, itemsTables, numbersOf } from "../processors/items.ts";
import { eventually } from "../support/eventually.ts";

const ground = await onMemory();
afterEach(() => ground.end());

// That there was no room behind the letters counted as a failure of the event: it was retried, then passed over or parked for that.
test("an event that finds no room behind its sequence's letters is handled once there is", async () => {
  const calls: number[] = [];
  const broken = { yes: true };
  const handle = (number: number): void => {
    calls.push(number);
    if (number === 13 && broken.yes) throw new Error("cannot stand 13");
  };
  const enqueue = ({ error }: { error: unknown }): boolean => error instanceof Error && error.message.includes("13");
  const onFailure = deadLetter({ retries: 0, maxLetters: 1, enqueue });
  const tables = itemsTables({ segments: 1, handle, onFailure });
  const engine = await ground.node({ tables, clock: hastyClock });
  await add(engine, "a", 13, 1, 2);
  const failedAgain = () => ground.lines.filter(({ message }) => message.includes("failed again"));
  await eventually(() => expect(failedAgain().length).toBeGreaterThan(3));
  expect(calls).not.toContain(1);
  broken.yes = false;
  await engine.letters.retry({ processor: "seen" });
  await eventually(async () => expect(await numbersOf(engine, "a")).toBe("13 1 2 "));
});
