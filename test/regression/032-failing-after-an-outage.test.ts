import { afterEach, expect, test } from "vitest";
import { MyelinError } from "../../src/mod.ts";
import { onMemory } from "../processors/grounds.ts";
import { itemsTables } from "../processors/items.ts";
import { eventually } from "../support/eventually.ts";

const ground = await onMemory();
afterEach(() => ground.end());

// Only a batch told that all is well again, and where nothing is to be handled there is none.
test("a processor that could not read the log is well again once it can, though nothing is there for it", async () => {
  const store = await ground.store();
  const away = { yes: true };
  const readLog: typeof store.events.readLog = (query) =>
    away.yes ? Promise.reject(new MyelinError("unavailable", "Cannot read: away")) : store.events.readLog(query);
  const events = Object.assign(Object.create(store.events), { readLog });
  const engine = await ground.node({ tables: itemsTables(), store: Object.assign(Object.create(store), { events }) });
  const states = async () => (await engine.health()).processors.map(({ state }) => state);
  await engine.submit({ command: "Note", payload: { itemId: "a", text: "nothing to project" } });
  await eventually(async () => expect(await states()).toEqual(["failing"]));
  away.yes = false;
  await eventually(async () => expect(await states()).toEqual(["running"]));
});
