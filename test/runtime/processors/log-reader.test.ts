import { describe, expect, test } from "vitest";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { startOfLog } from "../../../src/model/position.ts";
import type { Tables } from "../../../src/model/tables.ts";
import { placeEvents } from "../../../src/runtime/letters/place-event.ts";
import { covers } from "../../../src/runtime/processors/event-page.ts";
import { type LogReader, logReader } from "../../../src/runtime/processors/log-reader.ts";
import type { LogQuery } from "../../../src/store/event-store.ts";
import { mustAppend } from "../../../src/testing/store-contract/requests.ts";
import { itemsTables } from "../../processors/items.ts";

interface Read {
  readonly reader: LogReader;
  readonly asked: LogQuery[];
  readonly head: () => Promise<typeof startOfLog>;
  readonly failing: { yes: boolean };
}

async function reading(count: number, pageSize: number): Promise<Read> {
  const store = memoryStore();
  const tables: Tables = itemsTables();
  await store.schema.migrate(tables);
  const events = Array.from({ length: count }, (_, number) => ({
    id: `e${number}`,
    type: "item.Added",
    data: { number },
  }));
  await mustAppend(store, { stream: { type: "item", id: "a" }, events, command: "c" });
  const asked: LogQuery[] = [];
  const failing = { yes: false };
  const readLog = (query: LogQuery) => {
    asked.push(query);
    return failing.yes ? Promise.reject(new Error("away")) : store.events.readLog(query);
  };
  const table = tables.projections.seen;
  if (table === undefined) throw new Error("no such projection");
  const ports = { processor: table, aggregates: tables.aggregates, events: { readLog }, pageSize };
  return { reader: logReader({ ...ports, place: placeEvents(table) }), asked, failing, head: store.events.safeHead };
}

describe("a log reader", () => {
  test("reads once what several segments ask for at the same time and afterwards", async () => {
    const { reader, asked, head } = await reading(6, 4);
    const until = await head();
    const [first, second] = await Promise.all([reader.page(startOfLog, until), reader.page(startOfLog, until)]);
    expect(second).toBe(first);
    const inside = first.events[1]?.event.position ?? startOfLog;
    expect(await reader.page(inside, until)).toBe(first);
    expect(asked).toHaveLength(1);
    expect(covers(first, first.upTo)).toBe(false);
  });

  test("reaches the head with a short page, and the last event with a full one", async () => {
    const { reader, head } = await reading(6, 4);
    const until = await head();
    const full = await reader.page(startOfLog, until);
    expect([full.events.length, full.upTo]).toEqual([4, full.events[3]?.event.position]);
    const short = await reader.page(full.upTo, until);
    expect([short.events.length, short.upTo]).toEqual([2, until]);
  });

  test("keeps eight pages, however far it reads", async () => {
    const { reader, asked, head } = await reading(20, 1);
    const until = await head();
    let at = startOfLog;
    const starts = [at];
    while (at !== until) {
      at = (await reader.page(at, until)).upTo;
      starts.push(at);
    }
    const before = asked.length;
    for (const start of starts.slice(-9, -1)) await reader.page(start, until);
    expect(asked.length).toBe(before);
    await reader.page(startOfLog, until);
    expect(asked.length).toBe(before + 1);
  });

  test("forgets a page that could not be read", async () => {
    const { reader, failing, head } = await reading(2, 4);
    const until = await head();
    failing.yes = true;
    await expect(reader.page(startOfLog, until)).rejects.toThrow("away");
    failing.yes = false;
    expect((await reader.page(startOfLog, until)).events).toHaveLength(2);
  });
});
