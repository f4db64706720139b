import { integer, pgTable, text } from "drizzle-orm/pg-core";
import * as v from "valibot";
import { aggregate, application, compile, deadLetter, projection, reactor, workflow } from "../../src/mod.ts";
import type { Tables } from "../../src/runtime/mod.ts";

const orderId = v.string();

export const order = aggregate("order", {
  initial: () => ({ placed: 0 }),
  events: { Placed: v.object({ orderId, amount: v.number() }), Noted: v.object({ text: v.string() }) },
  commands: {
    Place: v.object({ orderId, amount: v.number() }),
    Note: v.object({ orderId, text: v.string() }),
  },
  rejections: { TooMuch: "It is too much" },
})
  .route("orderId")
  .evolve({ Placed: ({ placed }) => ({ placed: placed + 1 }), Noted: (state) => state })
  .decide({
    Place: (_, { orderId: id, amount }, { emit, reject }) =>
      amount > 1000 ? reject.TooMuch() : emit.Placed({ orderId: id, amount }),
    Note: (_, { text: noted }, { emit }) => emit.Noted({ text: noted }),
  });

export const invoice = aggregate("invoice", {
  initial: () => ({}),
  events: { Sent: v.object({ amount: v.number() }) },
  commands: { Send: v.object({ invoiceId: v.string(), amount: v.number() }) },
  rejections: {},
})
  .route("invoiceId")
  .evolve({ Sent: (state) => state })
  .decide({ Send: (_, { amount }, { emit }) => emit.Sent({ amount }) });

export const totals = pgTable("totals", { orderId: text("order_id").primaryKey(), sum: integer("sum").notNull() });

/** What the tests break and mend. */
export const bug = { broken: false };

const folded = projection
  .fold("totals", { table: totals, initial: { sum: 0 }, onFailure: deadLetter({ retries: 0 }) })
  .on(order, {
    Placed: (row, { amount }) => {
      if (bug.broken) throw new RangeError("a bug in totals");
      return { sum: row.sum + amount };
    },
  });

const billing = workflow("billing", { sends: [invoice], states: { waiting: v.object({}) } })
  .start(order, {
    Placed: ({ orderId: id, amount }, { send, become }) => [
      send.Send({ invoiceId: `i-${id}`, amount }),
      become.waiting({}),
    ],
  })
  .in("waiting", (here) => here.on(invoice, { Sent: (_, __, { complete }) => complete() }));

const noting = reactor("noting", { sends: [order] }).on(invoice, {
  Sent: async (_, { stream }, { send }) => {
    await send.Note({ orderId: stream.id, text: "billed" });
  },
});

export const scene = application("orders", [order, invoice, folded, billing, noting]);

export function sceneTables(): Tables {
  return compile(scene);
}
