import { afterEach, expect, test } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { deadLetter } from "../../../src/mod.ts";
import type { Engine, EventPublisher, PublishOutcome, RelayMessage } from "../../../src/runtime/mod.ts";
import { hastyClock } from "../../processors/item-reactor.ts";
import { eventually } from "../../support/eventually.ts";
import { sell, shop, startShop } from "./till.ts";

const engines: Engine[] = [];
afterEach(async () => {
  for (const one of engines.splice(0)) await one.stop();
});

const acknowledged: PublishOutcome = { kind: "acknowledged" };

interface Heard {
  readonly publisher: EventPublisher;
  /** `stream:version`, as they were acknowledged. */
  readonly taken: string[];
  /** The same, as they were begun. */
  readonly begun: string[];
}

/** A broker that answers as `answer` says. */
function broker(answer: (name: string, message: RelayMessage) => PublishOutcome | Promise<PublishOutcome>): Heard {
  const [taken, begun]: [string[], string[]] = [[], []];
  const publish: EventPublisher["publish"] = async (message) => {
    const name = nameOf(message);
    begun.push(name);
    const outcome = await answer(name, message);
    if (outcome.kind === "acknowledged") taken.push(name);
    return outcome;
  };
  return { publisher: { publish }, taken, begun };
}

function nameOf({ stream, headers }: RelayMessage): string {
  return `${stream.id}:${headers["Myelin-Version"]}`;
}

/** A shop whose log is there before the relay begins, so that its first batch has all of it. */
async function shopWith(sales: readonly string[], { publisher }: Heard, options: Parameters<typeof shop>[0] = {}) {
  const store = memoryStore();
  const held = broker(() => new Promise(() => {}));
  const before = await startShop({ out: held.publisher, store: { ...store, close: async () => {} } });
  for (const [index, id] of sales.entries()) await sell(before, id, index);
  await before.stop();
  const engine = await startShop({ out: publisher, store, tables: shop(options), clock: hastyClock });
  engines.push(engine);
  return engine;
}

async function letters(engine: Engine): Promise<number> {
  return (await engine.processors.status("out")).letters;
}

test("a relay publishes many keys at once, and the next event of a key when the one before is acknowledged", async () => {
  const open = new Map<string, () => void>();
  const heard = broker(async (name) => {
    await new Promise<void>((resolve) => open.set(name, resolve));
    return acknowledged;
  });
  await shopWith(["a", "b", "a", "c", "a"], heard);
  await eventually(() => expect(heard.begun).toEqual(["a:1", "b:1", "c:1"]));
  open.get("a:1")?.();
  await eventually(() => expect(heard.begun).toEqual(["a:1", "b:1", "c:1", "a:2"]));
  expect(heard.taken).toEqual(["a:1"]);
  for (const name of ["c:1", "b:1", "a:2"]) open.get(name)?.();
  await eventually(() => expect(open.has("a:3")).toBe(true));
  open.get("a:3")?.();
  await eventually(() => expect(heard.taken).toEqual(["a:1", "c:1", "b:1", "a:2", "a:3"]));
});

test("a relay whose broker is away makes no letter, lets nothing of a key overtake, and repeats only what was not acknowledged", async () => {
  let away = true;
  const heard = broker(async (name) => {
    if (away && name === "a:2") throw new Error("the broker is away");
    return acknowledged;
  });
  const engine = await shopWith(["a", "b", "a", "b", "a"], heard);
  await eventually(() => expect(heard.begun.filter((name) => name === "a:2").length).toBeGreaterThan(5));
  expect(heard.taken.filter((name) => name.startsWith("a"))).toEqual(["a:1"]);
  expect(await letters(engine)).toBe(0);
  expect((await engine.processors.status("out")).segments[0]).toMatchObject({ state: "failing" });
  expect((await engine.health()).processors[0]?.lastError).toContain("the broker is away");
  away = false;
  await eventually(() => expect(heard.taken.toSorted()).toEqual(["a:1", "a:2", "a:3", "b:1", "b:2"]));
  expect(heard.taken.filter((name) => name.startsWith("a"))).toEqual(["a:1", "a:2", "a:3"]);
});

test("an event that the broker refuses for good is parked with what comes after it, and published in order when retried", async () => {
  let limit = 1;
  const heard = broker((name) =>
    name === "a:1" && limit === 1 ? { kind: "refused", reason: "too large" } : acknowledged,
  );
  const engine = await shopWith(["a", "b", "a"], heard, { onFailure: deadLetter({ retries: 1 }) });
  await eventually(async () => expect(await letters(engine)).toBe(2));
  expect(heard.taken).toEqual(["b:1"]);
  const [letter] = await engine.letters.letters({ processor: "out", sequence: "till/a", limit: 10 });
  expect(letter?.cause).toMatchObject({ type: "PublishRefused", message: "too large" });
  expect(heard.begun.filter((name) => name === "a:1")).toHaveLength(2);
  await sell(engine, "a", 7);
  await eventually(async () => expect(await letters(engine)).toBe(3));
  limit = 2;
  expect(await engine.letters.retry({ processor: "out" })).toMatchObject({ handled: 3, done: true });
  expect(heard.taken).toEqual(["b:1", "a:1", "a:2", "a:3"]);
});

test("a letter whose broker is away stays as it is", async () => {
  let answer = (): PublishOutcome => ({ kind: "refused", reason: "too large" });
  const engine = await shopWith(
    ["a"],
    broker(() => answer()),
    { onFailure: deadLetter({ retries: 0 }) },
  );
  await eventually(async () => expect(await letters(engine)).toBe(1));
  answer = () => {
    throw new Error("away");
  };
  await expect(engine.letters.retry({ processor: "out" })).rejects.toMatchObject({ code: "unavailable" });
  const [letter] = await engine.letters.letters({ processor: "out", sequence: "till/a", limit: 10 });
  expect(letter).toMatchObject({ attempts: 0, cause: { message: "too large" } });
});

test("a full dead-letter queue halts the segment behind what has room, and nothing is published twice meanwhile", async () => {
  const heard = broker((name) => (name === "c:1" ? acknowledged : { kind: "refused", reason: "too large" }));
  const policy = deadLetter({ retries: 0, maxSequences: 1 });
  const engine = await shopWith(["a", "b", "c"], heard, { onFailure: policy });
  await eventually(async () => expect((await engine.health()).processors[0]?.lastError).toContain("1 sequences"));
  await eventually(() => expect(heard.begun.filter((name) => name === "b:1").length).toBe(1));
  expect((await engine.letters.sequences({ limit: 10 })).map(({ sequence }) => sequence)).toEqual(["till/a"]);
  expect(await engine.letters.evict({ processor: "out", sequence: "till/a" })).toBe(1);
  await eventually(async () =>
    expect((await engine.letters.sequences({ limit: 10 })).map(({ sequence }) => sequence)).toEqual(["till/b"]),
  );
  expect(heard.taken).toEqual(["c:1"]);
});

test("a relay that is stopped waits for no acknowledgement, and the next one publishes the event again under its id", async () => {
  const ids: string[] = [];
  const first = broker((_, { id }) => {
    ids.push(id);
    return new Promise(() => {});
  });
  const store = memoryStore();
  const before = await startShop({ out: first.publisher, store: { ...store, close: async () => {} } });
  await sell(before, "a", 1);
  await eventually(() => expect(ids).toHaveLength(1));
  await before.stop();
  const second = broker((_, { id }) => {
    ids.push(id);
    return acknowledged;
  });
  engines.push(await startShop({ out: second.publisher, store }));
  await eventually(() => expect(second.taken).toEqual(["a:1"]));
  expect(ids[1]).toBe(ids[0]);
});

test("a relay is reset only when told to publish again", async () => {
  const heard = broker(() => acknowledged);
  const engine = await shopWith(["a"], heard);
  await eventually(() => expect(heard.taken).toEqual(["a:1"]));
  expect(await engine.processors.status("out")).toMatchObject({ kind: "relay" });
  const again = { to: { kind: "first" }, force: true } as const;
  await expect(engine.processors.reset("out", again)).rejects.toThrow(/is a relay.*say "resend"/);
  await engine.processors.reset("out", { ...again, resend: true });
  await eventually(() => expect(heard.taken).toEqual(["a:1", "a:1"]));
});

test("a relay of an engine without a background is moved by sweeps", async () => {
  const heard = broker(() => acknowledged);
  const engine = await startShop({ out: heard.publisher, background: false });
  engines.push(engine);
  for (const id of ["a", "b", "a"]) await sell(engine, id, 1);
  expect(heard.begun).toEqual([]);
  expect(await engine.sweep({ budgetMs: 5_000 })).toMatchObject({ events: 3 });
  expect(heard.taken.toSorted()).toEqual(["a:1", "a:2", "b:1"]);
});
