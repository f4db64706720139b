import { eq } from "drizzle-orm";
import { projection, query } from "myelin";
import * as v from "valibot";
import { order } from "./order.js";
import { orderTable, paymentTable, saleTable } from "./tables.js";

export const unreadOrders = projection.fold("orders", { table: orderTable });

export const orders = unreadOrders
  .on(order, {
    OrderPlaced: (_, { customer }) => ({ customer, state: "open" }),
    OrderPaid: (row) => (row === undefined ? undefined : { ...row, state: "paid" }),
  })
  .queries({ byId: query(v.object({ orderId: v.string() }), ({ orderId }, { rows }) => rows.get(orderId)) });

export const salesOf = query(v.object({ product: v.string() }), ({ product }) => ({ product }));

export const sales = projection
  .fold("sales", { table: saleTable, key: ["product", "day"], initial: { sold: 0 } })
  .on(
    order,
    { OrderPlaced: ({ sold }) => ({ sold: sold + 1 }) },
    { by: ({ product }, { recordedAt }) => [product, recordedAt.toISOString().slice(0, 10)] },
  )
  .queries({
    of: query(v.object({ product: v.string() }), ({ product }, { db }) =>
      db.select().from(saleTable).where(eq(saleTable.product, product)),
    ),
    salesOf,
  });

export const unreadPayments = projection.free("payments", { tables: [paymentTable] });

export const payments = unreadPayments
  .on(order, {
    OrderPaid: (db, { cents }, { stream }) => db.insert(paymentTable).values({ orderId: stream.id, cents }),
  })
  .queries({ all: query(v.object({}), (_, { db }) => db.select().from(paymentTable)) });
