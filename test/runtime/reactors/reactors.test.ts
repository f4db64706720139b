import * as v from "valibot";
import { afterEach, expect, test } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { aggregate, application, compile, deadLetter, reactor } from "../../../src/mod.ts";
import { startOfLog } from "../../../src/model/position.ts";
import { type Engine, type EngineOptions, type StoredEvent, startEngine } from "../../../src/runtime/mod.ts";
import { eventually } from "../../support/eventually.ts";

const order = aggregate("order", {
  initial: () => 0,
  events: { Placed: v.object({ amount: v.number() }) },
  commands: { Place: v.object({ orderId: v.string(), amount: v.number() }) },
  rejections: {},
})
  .route("orderId")
  .evolve({ Placed: (count) => count + 1 })
  .decide({ Place: (_, { amount }, { emit }) => emit.Placed({ amount }) });

const invoice = aggregate("invoice", {
  initial: () => 0,
  events: { Sent: v.object({ amount: v.number() }) },
  commands: { Send: v.object({ invoiceId: v.string(), amount: v.number() }) },
  rejections: { Twice: "It was sent before" },
})
  .route("invoiceId")
  .evolve({ Sent: (count) => count + 1 })
  .decide({ Send: (_, { amount }, { emit }) => emit.Sent({ amount }) });

type Event = { readonly letter?: unknown; readonly stream: { readonly id: string } };
type Effect = (amount: number, event: Event) => unknown;

const engines: Engine[] = [];
afterEach(async () => {
  for (const one of engines.splice(0)) await one.stop();
});

async function running(tables: EngineOptions["tables"], options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await startEngine({ tables, store: memoryStore(), log: () => {}, ...options });
  engines.push(engine);
  return engine;
}

/** Bills each order twice over, by two commands of one name; `between` runs between them. */
function billing(between: Effect, amountOf: (amount: number) => number = (amount) => amount) {
  const bills = reactor("bills", { sends: [invoice], segments: 2, onFailure: deadLetter({ retries: 0 }) }).on(order, {
    Placed: async ({ amount }, event, { send }) => {
      const first = await send.Send(
        { invoiceId: event.stream.id, amount: amountOf(amount) },
        { metadata: { by: "bills" } },
      );
      await between(amount, event);
      const second = await send.Send({ invoiceId: event.stream.id, amount: 2 });
      if (!first.ok || !second.ok) throw new Error("refused");
    },
  });
  return compile(application("shop", [order, invoice, bills]));
}

function place(engine: Engine, orderId: string, facts: { readonly amount: number; readonly correlationId?: string }) {
  const { amount, ...others } = facts;
  return engine.submit({ command: "Place", payload: { orderId, amount }, metadata: { tenant: "t" }, ...others });
}

async function sent(engine: Engine, id: string): Promise<readonly StoredEvent[]> {
  return engine.readStream({ type: "invoice", id }, { after: 0, limit: 100 }).catch(() => []);
}

test("a reactor's commands are done once although its handler is called again, and carry cause, conversation and metadata", async () => {
  let failing = true;
  const engine = await running(
    billing(() => {
      if (failing) throw new Error("between two commands");
    }),
  );
  const placed = await place(engine, "o-1", { amount: 7, correlationId: "talk" });
  await eventually(async () => expect((await engine.letters.sequences({ limit: 10 })).length).toBe(1));
  expect((await sent(engine, "o-1")).map(({ data }) => data)).toEqual([{ amount: 7 }]);
  failing = false;
  expect(await engine.letters.retry({ processor: "bills" })).toMatchObject({ handled: 1, done: true });
  const events = await sent(engine, "o-1");
  expect(events.map(({ data }) => data)).toEqual([{ amount: 7 }, { amount: 2 }]);
  const [cause] = await engine.readStream({ type: "order", id: "o-1" }, { after: 0, limit: 1 });
  expect(events.map(({ commandId }) => commandId)).toEqual([`bills:${cause?.id}:Send:1`, `bills:${cause?.id}:Send:2`]);
  expect(events[0]).toMatchObject({
    causationId: cause?.id,
    correlationId: "talk",
    metadata: { tenant: "t", by: "bills" },
  });
  expect(placed.ok).toBe(true);
});

test("a handler that sends another payload on its second attempt gets the first outcome", async () => {
  let failing = true;
  const fail: Effect = () => {
    if (failing) throw new Error("between");
  };
  const engine = await running(billing(fail, (amount) => (failing ? amount : amount + 1)));
  await place(engine, "o-1", { amount: 7 });
  await eventually(async () => expect((await engine.letters.sequences({ limit: 10 })).length).toBe(1));
  failing = false;
  expect(await engine.letters.retry({ processor: "bills" })).toMatchObject({ handled: 1, done: true });
  expect((await sent(engine, "o-1")).map(({ data }) => data)).toEqual([{ amount: 7 }, { amount: 2 }]);
});

test("a reactor's letter that fails again stays, and its handler sees which letter it handles", async () => {
  const seen: unknown[] = [];
  const engine = await running(
    billing((_, { letter }) => {
      seen.push(letter);
      throw new Error("always");
    }),
  );
  await place(engine, "o-1", { amount: 7 });
  await place(engine, "o-1", { amount: 8 });
  await eventually(async () => expect((await engine.letters.sequences({ limit: 1 }))[0]?.letters).toBe(2));
  expect(await engine.letters.retry({ processor: "bills" })).toMatchObject({
    handled: 0,
    done: false,
    stoppedAt: { attempts: 1 },
  });
  expect(seen).toEqual([undefined, expect.objectContaining({ attempts: 1 })]);
});

function telling(delivery: "broadcast" | "local", told: Effect) {
  const tells = reactor("tells", { delivery }).on(order, { Placed: async ({ amount }, event) => told(amount, event) });
  return compile(application("shop", [order, invoice, tells]));
}

test("a broadcast reactor gets every event on every node, in order, from its start on, and passes over what fails", async () => {
  const store = memoryStore();
  const [one, two]: [number[], number[]] = [[], []];
  const before = await running(
    telling("broadcast", () => {}),
    { store },
  );
  await place(before, "o", { amount: 0 });
  const first = await running(
    telling("broadcast", (amount) => {
      one.push(amount);
      if (amount === 2) throw new Error("cannot stand 2");
    }),
    { store },
  );
  const second = await running(
    telling("broadcast", (amount) => two.push(amount)),
    { store },
  );
  await place(first, "o", { amount: 1 });
  await place(second, "o", { amount: 2 });
  await place(first, "p", { amount: 3 });
  await eventually(() =>
    expect([one, two]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]),
  );
  expect(await store.segments.all()).toEqual([]);
});

test("a local reactor gets the events that its own node appended, and no others", async () => {
  const store = memoryStore();
  const [one, two]: [number[], number[]] = [[], []];
  const first = await running(
    telling("local", (amount) => one.push(amount)),
    { store },
  );
  const second = await running(
    telling("local", (amount) => two.push(amount)),
    { store },
  );
  await place(first, "o", { amount: 1 });
  await place(second, "o", { amount: 2 });
  await place(first, "o", { amount: 3 });
  await eventually(() => expect([one, two]).toEqual([[1, 3], [2]]));
  const log = await store.events.readLog({ after: startOfLog, upTo: await store.events.safeHead(), limit: 10 });
  const nodes = log.map(({ metadata }) => metadata["myelin.node"]);
  expect(nodes[0]).toBe(nodes[2]);
  expect(new Set(nodes).size).toBe(2);
});
