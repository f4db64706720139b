import { afterEach, expect, test } from "vitest";
import { application, byFunction, compile, projection } from "../../src/mod.ts";
import type { Tables } from "../../src/model/tables.ts";
import { onMemory } from "../processors/grounds.ts";
import { add, item } from "../processors/items.ts";
import { eventually } from "../support/eventually.ts";

const ground = await onMemory();
afterEach(() => ground.end());

function keyed(version: number, hear: (number: number) => void): Tables {
  const hears = projection
    .free("hears", { segments: 4, sequence: byFunction("by item", ({ route }) => `${route}`, { version }) })
    .on(item, { Added: async (_, { number }) => hear(number) });
  return compile(application("items", [item, hears]));
}

// It may not claim, yet it counted: the others kept to their share, and the rest of the segments stood still.
test("a node with other sequence keys takes no share of the segments", async () => {
  const heard: number[] = [];
  const one = await ground.node({ tables: keyed(1, (number) => heard.push(number)), node: "one" });
  const wrong: number[] = [];
  await ground.node({ tables: keyed(2, (number) => wrong.push(number)), node: "two" });
  await eventually(async () => {
    const { nodes, segments } = await one.processors.status("hears");
    expect([nodes, segments.map(({ owner }) => owner)]).toEqual([["one"], ["one", "one", "one", "one"]]);
  });
  for (let number = 0; number < 12; number++) await add(one, `item-${number}`, number);
  await eventually(() => expect(heard.toSorted((a, b) => a - b)).toEqual([...Array(12).keys()]));
  expect(wrong).toEqual([]);
});
