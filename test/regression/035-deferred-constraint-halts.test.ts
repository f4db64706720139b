import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { application, compile, type Database, deadLetter, projection } from "../../src/mod.ts";
import { onPostgres } from "../processors/grounds.ts";
import { hastyClock } from "../processors/item-reactor.ts";
import { add, item } from "../processors/items.ts";
import { eventually } from "../support/eventually.ts";

const ground = await onPostgres();
afterEach(() => ground.end());

const numbers = projection.free("numbers", { segments: 1, onFailure: deadLetter({ retries: 0 }) }).on(item, {
  Added: async (db: Database, { number }) => {
    await db.execute(sql`create table if not exists own_numbers (n integer unique deferrable initially deferred)`);
    await db.execute(sql`insert into own_numbers values (${number})`);
  },
});

// A constraint that is looked at when the transaction commits failed no event, but the batch, and the segment halted for ever.
test("an event that fails a deferred constraint is parked like any other, and stops only its sequence", async () => {
  const engine = await ground.node({ tables: compile(application("items", [item, numbers])), clock: hastyClock });
  await add(engine, "a", 1);
  await add(engine, "b", 1);
  await eventually(async () => expect(await engine.letters.sequences({ limit: 2 })).toHaveLength(1));
});
