import { expect, test } from "vitest";
import { type Position, parsePosition } from "../../../src/model/position.ts";
import type { StartNode } from "../../../src/model/processor-node.ts";
import { startPosition } from "../../../src/runtime/processors/start-position.ts";
import { manualClock } from "../../../src/testing/manual-clock.ts";

function at(text: string): Position {
  const position = parsePosition(text);
  if (position === undefined) throw new Error("no position");
  return position;
}

const time = new Date(0);
const log = (head: string, before: string, looks: string[] = []) => ({
  clock: manualClock(),
  events: {
    safeHead: async () => at(looks.shift() ?? head),
    lastPosition: async () => at("12"),
    positionBefore: async () => at(before),
  },
});

test.each<[StartNode, string]>([
  [{ kind: "first" }, "0"],
  [{ kind: "latest" }, "10"],
  [{ kind: "position", position: at("4") }, "4"],
  [{ kind: "time", time }, "7"],
])("a processor that begins at %j begins behind position %s", async (from, position) => {
  expect(await startPosition(from, log("10", "7"))).toBe(position);
});

test("a processor that begins at a time skips nothing that is not settled yet", async () => {
  expect(await startPosition({ kind: "time", time }, log("10", "12"))).toBe("10");
});

test("a processor that begins at the latest waits until appends under way let the log's end be known", async () => {
  const ports = log("10", "7", ["0", "0"]);
  const position = startPosition({ kind: "latest" }, ports);
  for (let look = 0; look < 4; look++) await ports.clock.advance(10);
  expect(await position).toBe("10");
});
