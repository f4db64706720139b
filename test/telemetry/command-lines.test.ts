import { afterEach, expect, test } from "vitest";
import { httpApp } from "../../adapters/http/mod.ts";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { type Engine, gateway, jsonLines, type Log, startEngine } from "../../src/runtime/mod.ts";
import { eventually } from "../support/eventually.ts";
import { type scene, sceneTables } from "./scene.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
const ids = { commandId: "c-1", correlationId: "talk-1", traceId };

let engine: Engine;
afterEach(() => engine.stop());

/** An engine whose appends all break in a way that nobody foresaw. */
async function broken(): Promise<{ readonly log: Log; readonly lines: () => readonly Record<string, unknown>[] }> {
  const lines: string[] = [];
  const log = jsonLines({ write: (line) => void lines.push(line) });
  const store = memoryStore();
  engine = await startEngine({ tables: sceneTables(), store, log });
  store.events.append = async () => {
    throw new Error('broken\n{"level":"info"}');
  };
  return { log, lines: () => lines.map((line) => JSON.parse(line)) };
}

const payload = { orderId: "o-1", text: "hello" };

test("a request's line names the command, its conversation and its trace", async () => {
  const { log, lines } = await broken();
  const headers = {
    "content-type": "application/json",
    "idempotency-key": "c-1",
    "correlation-id": "talk-1",
    traceparent,
  };
  const answer = await httpApp(engine, { log }).request("/commands/Note", {
    method: "POST",
    headers,
    body: JSON.stringify(payload),
  });
  expect(answer.status).toBe(500);
  expect(lines().filter(({ level }) => level === "error")).toMatchObject([{ code: "internal", ...ids }]);
});

test("so does the line about a command that nobody waits for, and about one that was accepted", async () => {
  const { log, lines } = await broken();
  const metadata = { traceparent };
  gateway<typeof scene>(engine, { log }).sendAndForget("Note", payload, {
    id: "c-1",
    correlationId: "talk-1",
    metadata,
  });
  await eventually(() => expect(lines()).toContainEqual(expect.objectContaining({ level: "error", ...ids })));
  const asked = { command: "Note", payload, id: "c-2", correlationId: "talk-1", metadata };
  await engine.submitLater(asked);
  await eventually(() => expect(lines()).toContainEqual(expect.objectContaining({ ...ids, commandId: "c-2" })));
});
