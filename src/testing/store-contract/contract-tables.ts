import {
  bigint,
  boolean,
  date,
  doublePrecision,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import type { FoldTarget } from "../../model/node.ts";
import type { FoldTable, Tables } from "../../model/tables.ts";

/** A fold projection that handles nothing. */
export function contractTable(name: string, target: FoldTarget): FoldTable {
  return {
    form: "fold",
    life: "async",
    name,
    target,
    eventTypes: [],
    storedTypes: [],
    handlers: {},
    queries: {},
    sequence: { kind: "rowKey" },
    fingerprint: "contract",
    onFailure: { kind: "halt" },
    from: { kind: "first" },
    segments: 1,
  };
}

/** Rows of one text key and a column of each common type. */
export function simpleTarget(): FoldTarget {
  const table = pgTable("contract_simple", {
    id: text("id").primaryKey(),
    label: text("label").notNull(),
    itemCount: integer("item_count").notNull(),
    total: bigint("total", { mode: "number" }),
    ratio: doublePrecision("ratio"),
    price: numeric("price", { precision: 12, scale: 2 }),
    open: boolean("open"),
    day: date("day"),
    seenAt: timestamp("seen_at", { withTimezone: true, precision: 3 }),
    note: jsonb("note"),
    tags: text("tags").array(),
  });
  return { name: "contract_simple", key: ["id"], table };
}

/** Rows of a key of two columns, one of them a number. */
export function compositeTarget(): FoldTarget {
  const table = pgTable(
    "contract_composite",
    { owner: text("owner").notNull(), slot: integer("slot").notNull(), amount: integer("amount").notNull() },
    ({ owner, slot }) => [primaryKey({ columns: [owner, slot] })],
  );
  return { name: "contract_composite", key: ["owner", "slot"], table };
}

/** What a store under contract is migrated with. */
export function contractTables(): Tables {
  const simple = contractTable("contract-simple", simpleTarget());
  const composite = contractTable("contract-composite", compositeTarget());
  const projections = { [simple.name]: simple, [composite.name]: composite };
  const none = { aggregates: {}, commands: {}, reactors: {}, relays: {}, workflows: {}, correlate: [] };
  return { name: "contract", projections, ...none };
}
