import * as v from "valibot";
import { afterEach, expect, test } from "vitest";
import { application, compile, projection, query } from "../../src/mod.ts";
import { door } from "../commands/watched-events.ts";
import { onMemory } from "../processors/grounds.ts";
import { add, item } from "../processors/items.ts";

const ground = await onMemory();
afterEach(() => ground.end());

function heard(hear: () => Promise<void>) {
  const hears = projection
    .free("hears", { segments: 1 })
    .on(item, { Added: async () => hear() })
    .queries({ any: query(v.object({}), async () => "answered") });
  return compile(application("items", [item, hears]));
}

// Whoever waited had seen all segments here, and listened to them for ever, though they moved elsewhere.
test("who waits for a position is answered though the segment was taken by another node meanwhile", async () => {
  const slow = door();
  const one = await ground.node({ tables: heard(() => slow.pass()), node: "one" });
  const position = await add(one, "a", 1);
  await slow.reached;
  const asked = one.query({ projection: "hears", query: "any", parameters: {}, waitFor: position, timeoutMs: 600_000 });
  const { segments } = await ground.store();
  const all = (await segments.state("hears"))?.segments ?? [];
  await segments.claim({ node: "two", leaseMs: 60_000, segments: all, force: true });
  await ground.node({ tables: heard(async () => {}), node: "two" });
  slow.open();
  expect(await asked).toMatchObject({ value: "answered" });
});
