import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

export const orderTable = pgTable("orders", {
  orderId: text("order_id").primaryKey(),
  customer: text("customer").notNull(),
  state: text("state", { enum: ["open", "paid"] }).notNull(),
});

export const saleTable = pgTable(
  "sales",
  { product: text("product").notNull(), day: text("day").notNull(), sold: integer("sold").notNull() },
  (table) => [primaryKey({ columns: [table.product, table.day] })],
);

export const parkedTable = pgTable("parked", {
  processor: text("processor").primaryKey(),
  count: integer("count").notNull(),
});

export const paymentTable = pgTable("payments", { orderId: text("order_id").primaryKey(), cents: integer("cents") });
