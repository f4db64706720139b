import { afterEach, expect, test } from "vitest";
import { door } from "../commands/watched-events.ts";
import { onMemory } from "../processors/grounds.ts";
import { itemReactor } from "../processors/item-reactor.ts";
import { add } from "../processors/items.ts";
import { eventually } from "../support/eventually.ts";

const ground = await onMemory();
afterEach(() => ground.end());

// A node that had to give a segment up waited for its batch before it renewed again: its lease ended meanwhile.
test("a node goes on renewing while the batch of a segment that it gives up takes long", async () => {
  const slow = door();
  const store = await ground.store();
  const renewals: string[] = [];
  const renew: typeof store.segments.renew = (life) => {
    renewals.push(life.id);
    return store.segments.renew(life);
  };
  const watched = Object.assign(Object.create(store), {
    segments: Object.assign(Object.create(store.segments), { renew }),
  });
  const one = await ground.node({
    tables: itemReactor({ segments: 2, react: () => slow.pass() }),
    node: "one",
    store: watched,
    leaseMs: 900,
  });
  await Promise.all(["a", "b", "c", "d", "e", "f"].map((id) => add(one, id, 1)));
  await slow.reached;
  await ground.node({ tables: itemReactor({ segments: 2, react: async () => {} }), node: "two" });
  const before = renewals.length;
  await eventually(() => expect(renewals.length).toBeGreaterThan(before + 4));
  const owners = (await one.processors.status("hears")).segments.map(({ owner }) => owner);
  slow.open();
  expect(owners).toEqual(["one", "one"]);
});
