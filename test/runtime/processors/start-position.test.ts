import { expect, test } from "vitest";
import { type Position, parsePosition } from "../../../src/model/position.ts";
import type { StartNode } from "../../../src/model/processor-node.ts";
import { startPosition } from "../../../src/runtime/processors/start-position.ts";

function at(text: string): Position {
  const position = parsePosition(text);
  if (position === undefined) throw new Error("no position");
  return position;
}

const time = new Date(0);
const log = (head: string, before: string) => ({
  safeHead: async () => at(head),
  positionBefore: async () => at(before),
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
