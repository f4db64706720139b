import { afterEach, beforeEach, expect, test } from "vitest";
import { application, compile } from "../../../src/mod.ts";
import { systemClock } from "../../../src/runtime/mod.ts";
import type { Claim, WorkRequest } from "../../../src/store/segment-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { door } from "../../commands/watched-events.ts";
import { type Ground, onMemory } from "../../processors/grounds.ts";
import { itemReactor } from "../../processors/item-reactor.ts";
import { add, item, itemsTables, numbersOf } from "../../processors/items.ts";
import { eventually } from "../../support/eventually.ts";

let ground: Ground;
beforeEach(async () => {
  ground = await onMemory();
});
afterEach(() => ground.end());

/** Stands before each batch's commit. */
async function before(commit: (request: WorkRequest) => Promise<void>): Promise<Store> {
  const store = await ground.store();
  const work: Store["segments"]["work"] = (request) =>
    store.segments.work({
      ...request,
      handle: async (transaction, held) => {
        const reached = await request.handle(transaction, held);
        await commit(request);
        return reached;
      },
    });
  return Object.assign(Object.create(store), { segments: Object.assign(Object.create(store.segments), { work }) });
}

async function steal(processor: string): Promise<readonly Claim[]> {
  const { segments } = await ground.store();
  const all = (await segments.state(processor))?.segments ?? [];
  return segments.claim({ node: "thief", leaseMs: 60_000, segments: all, force: true });
}

test("a batch whose claim is stolen before its commit leaves nothing, and the segment is worked on when it is back", async () => {
  const stolen: Claim[] = [];
  const store = await before(async () => {
    if (stolen.length === 0) stolen.push(...(await steal("seen")));
  });
  const engine = await ground.node({ tables: itemsTables({ segments: 1 }), store });
  const position = await add(engine, "a", 1);
  await eventually(() => expect(stolen).toHaveLength(1));
  await eventually(async () => expect((await engine.processors.status("seen")).segments[0]?.owner).toBe("thief"));
  expect([await numbersOf(engine, "a"), (await store.segments.state("seen"))?.segments[0]?.position]).toEqual([
    "",
    "0",
  ]);
  await store.segments.release({ claims: stolen });
  expect(await numbersOf(engine, "a", position)).toBe("1 ");
});

test("a segment in which nothing is to be handled is passed on in the store, by no batch", async () => {
  const batches: string[] = [];
  const store = await before(async ({ to }) => void batches.push(to));
  const engine = await ground.node({ tables: itemsTables({ segments: 1 }), store });
  const noted = await engine.submit({ command: "Note", payload: { itemId: "a", text: "unheard" } });
  if (!noted.ok) throw new Error("refused");
  await eventually(async () =>
    expect((await store.segments.state("seen"))?.segments[0]?.position).toBe(noted.position),
  );
  expect(batches).toEqual([]);
  expect(await numbersOf(engine, "a", await add(engine, "a", 1))).toBe("1 ");
});

test("a fold that catches up handles more events a batch, and all of them in order", async () => {
  const numbers = Array.from({ length: 24 }, (_, nth) => nth + 1);
  const writer = await ground.node({ tables: compile(application("items", [item])) });
  await add(writer, "a", ...numbers);
  const batches: number[] = [];
  let handled = 0;
  const store = await before(async () => void batches.push(handled));
  // Each batch is quick for a clock that stands still.
  const clock = { ...systemClock, now: () => 0 };
  const tables = itemsTables({ segments: 1, handle: () => handled++ });
  const engine = await ground.node({ tables, store, clock, batchSize: 2 });
  const position = await store.events.lastPosition();
  expect(await numbersOf(engine, "a", position)).toBe(`${numbers.join(" ")} `);
  expect(batches).toEqual([2, 6, 14, 22, 24]);
});

test("a reactor handles again what another one took from it in the middle, and both move on from where the store says", async () => {
  const slow = door();
  const calls: string[] = [];
  const react = (name: string) => async (number: number) => {
    calls.push(`${name} ${number}`);
    if (name === "one") await slow.pass();
  };
  const one = await ground.node({ tables: itemReactor({ react: react("one") }), node: "one" });
  await add(one, "r", 1);
  await slow.reached;
  const claims = await steal("hears");
  await (await ground.store()).segments.release({ claims });
  await ground.node({ tables: itemReactor({ react: react("two") }), node: "two" });
  await eventually(() => expect(calls).toContain("two 1"));
  slow.open();
  await add(one, "r", 2);
  await eventually(() => expect(calls.filter((call) => call.endsWith(" 2"))).toHaveLength(1));
  expect(calls.filter((call) => call.endsWith(" 1")).sort()).toEqual(["one 1", "two 1"]);
});
