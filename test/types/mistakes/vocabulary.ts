import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { aggregate, workflow } from "myelin";
import * as v from "valibot";

const Id = v.string();

export interface HouseState {
  readonly city: string;
  readonly price: number;
}

/** What the mistakes are made with: a house that is built and sold. */
export const declared = aggregate("house", {
  initial: (): HouseState => ({ city: "", price: 0 }),
  events: { Built: v.object({ city: v.string() }), Sold: v.object({ price: v.number() }) },
  commands: {
    Build: v.object({ houseId: Id, city: v.string(), at: v.object({ x: v.number() }) }),
    Sell: v.object({ houseId: Id, price: v.number() }),
  },
  rejections: { AlreadySold: "The house is sold already", TooCheap: v.object({ least: v.number() }) },
});

export const routed = declared.route("houseId");

export const evolved = routed.evolve({
  Built: (state, { city }) => ({ ...state, city }),
  Sold: (state, { price }) => ({ ...state, price }),
});

export const house = evolved.decide({
  Build: (_, { city }, { emit }) => emit.Built({ city }),
  Sell: (state, { price }, { emit, reject }) => (state.price > 0 ? reject.AlreadySold() : emit.Sold({ price })),
});

export const houseTable = pgTable("houses", {
  houseId: text("house_id").primaryKey(),
  city: text("city").notNull(),
  price: integer("price"),
});

export const roomTable = pgTable(
  "rooms",
  { houseId: text("house_id").notNull(), floor: integer("floor").notNull(), count: integer("count").notNull() },
  (table) => [primaryKey({ columns: [table.houseId, table.floor] })],
);

export const priceTable = pgTable("prices", { price: integer("price").primaryKey(), houses: integer("houses").notNull() });

export const Nothing = v.object({});

/** A workflow that follows an offer of a house until it is sold. */
export const unstartedOffer = workflow("offer", {
  sends: [house],
  states: { waiting: v.object({ days: v.number() }), sold: Nothing },
  timers: { Due: v.object({ times: v.number() }) },
  signals: { Stop: v.object({ why: v.string() }) },
  joins: ["both"],
  input: v.object({ city: v.string() }),
  result: v.object({ price: v.number() }),
});

export const offer = unstartedOffer
  .startWith(({ city }, { become }) => (city === "" ? undefined : become.waiting({ days: 1 })))
  .start(house, { Built: (_, { become }) => become.waiting({ days: 1 }) });

/** One that has offers as children. */
export const offers = workflow("offers", { spawns: [offer] }).startWith((_, { complete }) => complete());
