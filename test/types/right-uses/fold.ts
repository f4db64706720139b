import { pgTable, text } from "drizzle-orm/pg-core";
import { projection, query } from "myelin";
import * as v from "valibot";
import { house, houseTable, priceTable, roomTable } from "../mistakes/vocabulary.ts";
import type { Same } from "../support/same.ts";

interface House {
  houseId: string;
  city: string;
  price: number | null;
}

// With initial values a row is always there, and a handler answers with a patch, null or undefined.
export const houses = projection.fold("houses", { table: houseTable, initial: { city: "" } }).on(house, {
  Built: (row, { city }, { stream }) => {
    const found: Same<typeof row, House> = true;
    return found && stream.id === row.houseId ? { city } : undefined;
  },
  Sold: (row, { price }) => (price > 0 ? { ...row, price } : null),
});

// Without them the row may be missing, and the answer is a whole row; the key is never asked for.
projection.fold("houses", { table: houseTable }).on(house, {
  Sold: (row, { price }) => {
    const found: Same<typeof row, House | undefined> = true;
    return found && row !== undefined ? { ...row, price } : { city: "", price };
  },
});

// `by` names the row; it is given the data of the events that are handled.
projection
  .fold("prices", { table: priceTable, initial: { houses: 0 } })
  .on(house, { Sold: (row) => ({ houses: row.houses + 1 }) }, { by: ({ price }) => price });

projection
  .fold("rooms", { table: roomTable, key: ["houseId", "floor"], initial: { count: 0 } })
  .on(house, { Built: (row) => ({ count: row.count + 1 }) }, { by: ({ city }, { stream }) => [stream.id, city.length] })
  .queries({
    room: query(v.object({ houseId: v.string(), floor: v.number() }), async ({ houseId, floor }, { rows }) => {
      const row = await rows.get(houseId, floor);
      const found: Same<typeof row, { houseId: string; floor: number; count: number } | undefined> = true;
      return found && row?.count;
    }),
    all: query(v.object({}), (_, { rows }) => rows.list()),
    sql: query(v.object({}), (_, { db }) => db.select({ count: roomTable.count }).from(roomTable)),
  });

// A column of few words keeps them.
const stateTable = pgTable("states", {
  houseId: text("house_id").primaryKey(),
  state: text("state", { enum: ["new", "sold"] }).notNull(),
});

projection
  .fold("states", { table: stateTable, initial: { state: "new" } })
  .on(house, { Sold: () => ({ state: "sold" }) })
  .on(house, { Built: (row) => (row.state === "sold" ? { state: "new" } : undefined) });
