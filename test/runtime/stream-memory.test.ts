import { expect, test } from "vitest";
import { compile } from "../../src/mod.ts";
import { startOfLog } from "../../src/model/position.ts";
import type { AggregateTable } from "../../src/model/tables.ts";
import type { CommandEnvelope } from "../../src/runtime/commands/command-envelope.ts";
import type { CachedStream } from "../../src/runtime/commands/stream-cache.ts";
import { type StreamUse, streamMemory } from "../../src/runtime/commands/stream-memory.ts";
import { counting } from "./counter.ts";

const { aggregates, commands } = compile(counting);

function use(id: string, aggregate: Partial<AggregateTable> = {}): StreamUse {
  const [table, known] = [commands.Count, aggregates.counter];
  if (table === undefined || known === undefined) throw new Error("the counter is not in the tables");
  const envelope: Pick<CommandEnvelope, "stream" | "table"> = { stream: { type: "counter", id }, table };
  // A memory looks at no more of a command than that.
  return { envelope: envelope as CommandEnvelope, aggregate: { ...known, ...aggregate } };
}

function stream(version: number): CachedStream {
  return { state: version, head: { version, eventId: `e${version}`, position: startOfLog }, kept: 0 };
}

test("a memory keeps the newer of two states, in whatever order they come", () => {
  const memory = streamMemory(10);
  const [older, newer] = [stream(1), stream(2)];
  memory.keep(use("a"), newer);
  memory.keep(use("a"), older);
  expect(memory.recall(use("a"))).toEqual({ stream: newer, guessed: false });
});

test("a memory forgets only the state that was found wrong", () => {
  const memory = streamMemory(10);
  const [older, newer] = [stream(1), stream(2)];
  memory.keep(use("a"), older);
  memory.keep(use("a"), newer);
  memory.forget(use("a"), older);
  expect(memory.recall(use("a"))?.stream).toBe(newer);
  memory.forget(use("a"), newer);
  expect(memory.recall(use("a"))).toBeUndefined();
});

test("a memory keeps nothing of an aggregate that is not to be cached, and only so many streams of others", () => {
  const memory = streamMemory(10);
  memory.keep(use("a", { cached: false }), stream(1));
  expect(memory.recall(use("a"))).toBeUndefined();
  const ids = Array.from({ length: 100 }, (_, nth) => `c${nth}`);
  for (const id of ids) memory.keep(use(id), stream(1));
  expect(ids.filter((id) => memory.recall(use(id)) !== undefined).length).toBeLessThanOrEqual(10);
});

test("a memory guesses that a stream is new once its command began eight in a row, and not after it was wrong", () => {
  const memory = streamMemory(10);
  for (let nth = 0; nth < 8; nth++) {
    expect(memory.recall(use("a"))).toBeUndefined();
    memory.learn(use("a"), true);
  }
  expect(memory.recall(use("a"))).toMatchObject({ stream: { state: 0, head: { version: 0 } }, guessed: true });
  memory.learn(use("a"), false);
  expect(memory.recall(use("a"))).toBeUndefined();
});
