import { expect, it } from "vitest";
import { readyTimes } from "./ready-times.ts";

it("an event is ready when all have ended that drew a position up to its own, also those that were rolled back", () => {
  const ended = [
    { events: [["c", 3]], committed: true, atMs: 10 },
    { events: [["b", 2]], committed: false, atMs: 20 },
    {
      events: [
        ["a", 1],
        ["d", 4],
      ],
      committed: true,
      atMs: 15,
    },
  ] as const;
  expect(readyTimes(ended)).toEqual([
    ["a", 15, 15],
    ["c", 10, 20],
    ["d", 15, 20],
  ]);
});
