import * as v from "valibot";
import { afterEach, expect, test } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { aggregate, application, compile, relay, sequences } from "../../../src/mod.ts";
import { type Engine, type EventPublisher, type RelayMessage, startEngine } from "../../../src/runtime/mod.ts";
import { eventually } from "../../support/eventually.ts";
import { sell, shop, till } from "./till.ts";

const engines: Engine[] = [];
afterEach(async () => {
  for (const one of engines.splice(0)) await one.stop();
});

async function running(tables: ReturnType<typeof compile>) {
  const messages: RelayMessage[] = [];
  const out: EventPublisher = {
    publish: async (message) => {
      messages.push(message);
      return { kind: "acknowledged" };
    },
  };
  const engine = await startEngine({ tables, store: memoryStore(), log: () => {}, publishers: { out } });
  engines.push(engine);
  return { engine, messages };
}

test("a message carries the event, where it comes from, its key and what led to it", async () => {
  const { engine, messages } = await running(shop());
  const trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const metadata = { tenant: "t", traceparent: trace };
  const payload = { tillId: "a", cents: 5 };
  await engine.submit({ command: "Sell", id: "c-1", payload, metadata, correlationId: "talk", causationId: "why" });
  await eventually(() => expect(messages).toHaveLength(1));
  const [event] = await engine.readStream({ type: "till", id: "a" }, { after: 0, limit: 1 });
  expect(messages[0]).toMatchObject({
    id: event?.id,
    application: "shop",
    relay: "out",
    aggregate: "till",
    event: "Sold",
    stream: { type: "till", id: "a" },
    key: "till/a",
    payload: '{"cents":5,"note":""}',
    metadata: { tenant: "t" },
  });
  expect(messages[0]?.headers).toEqual({
    "Myelin-Position": event?.position,
    "Myelin-Version": "1",
    "Myelin-Stream": "till/a",
    "Myelin-Key": "till/a",
    "Myelin-Schema-Version": "1",
    "Myelin-Command": "c-1",
    "Myelin-Correlation": "talk",
    "Myelin-Causation": "why",
    "Myelin-Recorded-At": event?.recordedAt.toISOString(),
    traceparent: trace,
  });
});

test("headers are printable ASCII, and what is not comes back by decodeURIComponent", async () => {
  const { engine, messages } = await running(shop());
  const id = " Käse/100 %\n😀 ";
  await sell(engine, id, 5);
  await eventually(() => expect(messages).toHaveLength(1));
  const text = messages[0]?.headers["Myelin-Stream"] ?? "";
  expect(text).toMatch(/^[!-~]+$/);
  expect(decodeURIComponent(text)).toBe(`till/${id}`);
  expect(messages[0]?.headers).not.toHaveProperty("Myelin-Causation");
});

test("a function makes the payload, and publishes nothing by undefined", async () => {
  const out = relay("out").on(till, {
    Sold: ({ cents }, { stream }) => (cents > 9 ? { shop: stream.id, euros: cents / 100 } : undefined),
    Closed: true,
  });
  const { engine, messages } = await running(compile(application("shop", [till, out])));
  await sell(engine, "a", 5);
  await sell(engine, "a", 250);
  await engine.submit({ command: "Close", payload: { tillId: "a" } });
  await eventually(() => expect(messages).toHaveLength(2));
  expect(messages.map(({ event, payload }) => [event, payload])).toEqual([
    ["Sold", '{"shop":"a","euros":2.5}'],
    ["Closed", "{}"],
  ]);
});

test("a function that throws parks the event, and a mended one publishes it", async () => {
  let broken = true;
  const out = relay("out").on(till, {
    Sold: ({ cents }) => {
      if (broken) throw new TypeError("no shape");
      return cents;
    },
  });
  const announcing = relay("alarms").on(sequences, { SequenceParked: ({ sequence }) => sequence });
  const messages: RelayMessage[] = [];
  const publisher: EventPublisher = {
    publish: async (message) => {
      messages.push(message);
      return { kind: "acknowledged" };
    },
  };
  const tables = compile(application("shop", [till, out, announcing]));
  const publishers = { out: publisher, alarms: publisher };
  const engine = await startEngine({ tables, store: memoryStore(), log: () => {}, publishers });
  engines.push(engine);
  await sell(engine, "a", 5);
  await eventually(() => expect(messages).toHaveLength(1));
  expect(messages[0]).toMatchObject({ relay: "alarms", event: "SequenceParked", payload: '"till/a"' });
  broken = false;
  expect(await engine.letters.retry({ processor: "out" })).toMatchObject({ done: true });
  expect(messages[1]).toMatchObject({ relay: "out", payload: "5" });
});

test("what an upcaster makes of one event has ids of its own", async () => {
  const store = memoryStore();
  const vocabulary = {
    initial: () => 0,
    events: { Counted: v.object({ by: v.number() }) },
    commands: { Count: v.object({ counterId: v.string(), by: v.number() }) },
    rejections: {},
  };
  const counter = aggregate("counter", vocabulary)
    .route("counterId")
    .evolve({ Counted: (sum, { by }) => sum + by })
    .decide({ Count: (_, { by }, { emit }) => emit.Counted({ by }) });
  const first = compile(application("counting", [counter]));
  const before = await startEngine({ tables: first, store: { ...store, close: async () => {} }, log: () => {} });
  await before.submit({ command: "Count", payload: { counterId: "c", by: 2 } });
  const [event] = await before.readStream({ type: "counter", id: "c" }, { after: 0, limit: 1 });
  await before.stop();
  const halves = counter.upcast({
    Counted: [(_, __, { emit, split }) => split(emit.Counted({ by: 1 }), emit.Counted({ by: 1 }))],
  });
  const messages: RelayMessage[] = [];
  const out: EventPublisher = {
    publish: async (message) => {
      messages.push(message);
      return { kind: "acknowledged" };
    },
  };
  const tables = compile(application("counting", [halves, relay("out").all(halves)]));
  engines.push(await startEngine({ tables, store, log: () => {}, publishers: { out } }));
  await eventually(() => expect(messages).toHaveLength(2));
  expect(messages.map(({ id }) => id)).toEqual([event?.id, `${event?.id}#1`]);
});

test("start refuses a relay without a publisher, and names a publisher without a relay", async () => {
  const lines: string[] = [];
  const log = (_: unknown, message: string): void => void lines.push(message);
  const tables = shop();
  const publisher: EventPublisher = { publish: async () => ({ kind: "acknowledged" }) };
  const start = startEngine({ tables, store: memoryStore(), log, publishers: { outt: publisher } });
  await expect(start).rejects.toMatchObject({
    code: "unbound_relay",
    message:
      'Cannot start relay "out": no publisher is bound to it; give startEngine publishers with one of its name, such as natsPublisher(…) of myelin/nats',
  });
  expect(lines).toEqual(['Publisher "outt" is bound to no relay: none has this name']);
});
