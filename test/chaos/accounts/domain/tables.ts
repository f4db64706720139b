import { bigint, boolean, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** A row per account. The digest tells in which order its events came. */
export const balanceTable = pgTable("chaos_balances", {
  accountId: text().primaryKey(),
  a: integer().notNull(),
  b: integer().notNull(),
  events: integer().notNull(),
  digest: text().notNull(),
});

/** A row per tag: events of many streams in one sequence. */
export const tagTable = pgTable("chaos_tags", {
  tag: text().primaryKey(),
  total: integer().notNull(),
  events: integer().notNull(),
  digest: text().notNull(),
});

const trail = {
  /** Grows in the order in which the events of a sequence are handled. Not unique: an event handled twice is to be seen. */
  n: bigint({ mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
  eventId: text().notNull(),
  position: bigint({ mode: "number" }).notNull(),
  sequence: text().notNull(),
  node: text().notNull(),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
};

/** A row per handled event. */
export const trailTable = pgTable("chaos_trail", trail);

/** The same of a processor whose handler fails until it is mended. */
export const fragileTable = pgTable("chaos_fragile", trail);

/** Whether the fragile handler is mended. The harness makes it: no projection owns it. */
export const flagTable = pgTable("chaos_flags", { mended: boolean().notNull() });
