import { expect, test } from "vitest";
import type { StoredEvent } from "../../../src/model/message.ts";
import { startOfLog } from "../../../src/model/position.ts";
import { reactionId } from "../../../src/runtime/reactors/reaction-id.ts";

const event: StoredEvent = {
  id: "e-1",
  type: "thing.Done",
  schemaVersion: 1,
  data: {},
  metadata: {},
  position: startOfLog,
  stream: { type: "thing", id: "t" },
  version: 1,
  commandId: "c",
  correlationId: "k",
  causationId: null,
  recordedAt: new Date(0),
};
const usual = { reactor: "mails", item: { event, subIndex: 0 }, command: "Send", count: 1 };

test("a reaction's id is readable and equal on a second attempt", () => {
  expect(reactionId(usual)).toBe("mails:e-1:Send:1");
  expect(reactionId({ ...usual })).toBe(reactionId(usual));
});

test("a reaction's id differs by reactor, event, sub-index, command and count", () => {
  const others = [
    usual,
    { ...usual, reactor: "calls" },
    { ...usual, item: { event: { ...event, id: "e-2" }, subIndex: 0 } },
    { ...usual, item: { event, subIndex: 1 } },
    { ...usual, command: "Call" },
    { ...usual, count: 2 },
    // Names that spell the separator make no other reaction's id.
    { ...usual, reactor: "mails:e-1", item: { event: { ...event, id: "Send" }, subIndex: 0 } },
  ];
  expect(new Set(others.map(reactionId)).size).toBe(others.length);
});

test("a reaction's id stays within 200 characters whatever the names are", () => {
  const long = { ...usual, reactor: "ü".repeat(300) };
  expect(reactionId(long)).toMatch(/^reaction:[0-9a-f]{64}$/);
  expect(reactionId(long)).not.toBe(reactionId({ ...long, count: 2 }));
});
