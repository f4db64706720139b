import { aggregate, application } from "myelin";
import * as v from "valibot";

// #region before
const orderBefore = aggregate("order", {
  initial: () => 0,
  events: {
    OrderPlaced: v.object({ euros: v.number() }),
    OrderPaidAndSent: v.object({ by: v.string() }),
    OrderViewed: v.object({}),
  },
  commands: {
    PlaceOrder: v.object({ orderId: v.string(), euros: v.number() }),
    PayAndSend: v.object({ orderId: v.string() }),
  },
})
  .route("orderId")
  .evolve({ OrderPlaced: (_, { euros }) => euros, OrderPaidAndSent: (sum) => sum, OrderViewed: (sum) => sum })
  .decide({
    PlaceOrder: (_, { euros }, { emit }) => emit.OrderPlaced({ euros }),
    PayAndSend: (_, __, { emit }) => [emit.OrderViewed({}), emit.OrderPaidAndSent({ by: "post" })],
  });
// #endregion

export const shopBefore = application("shop", [orderBefore]);

type Order = { readonly cents: number; readonly currency: string; readonly steps: readonly string[] };

// #region today
export const order = aggregate("order", {
  initial: (): Order => ({ cents: 0, currency: "EUR", steps: [] }),
  events: {
    OrderPlaced: v.object({ cents: v.number(), currency: v.string() }),
    OrderPaid: v.object({}),
    OrderSent: v.object({ by: v.string() }),
  },
  commands: {
    PlaceOrder: v.object({ orderId: v.string(), cents: v.number() }),
    Show: v.object({ orderId: v.string() }),
  },
  rejections: { Shown: v.object({ cents: v.number(), currency: v.string(), steps: v.array(v.string()) }) },
})
  .route("orderId")
  .evolve({
    OrderPlaced: (_, placed) => ({ ...placed, steps: ["placed"] }),
    OrderPaid: (state) => ({ ...state, steps: [...state.steps, "paid"] }),
    OrderSent: (state, { by }) => ({ ...state, steps: [...state.steps, `sent by ${by}`] }),
  })
  .decide({
    PlaceOrder: (_, { cents }, { emit }) => emit.OrderPlaced({ cents, currency: "EUR" }),
    Show: ({ steps, ...state }, _, { reject }) => reject.Shown({ ...state, steps: [...steps] }),
  })
  .upcast({
    OrderPlaced: [
      ({ euros }: { euros: number }) => ({ cents: euros * 100 }), // version 1 to 2
      (data: { cents: number }) => ({ ...data, currency: "EUR" }), // version 2 to 3, today's
    ],
    // Two facts in one event, whose name is not declared any more:
    OrderPaidAndSent: [
      ({ by }: { by: string }, _, { split, emit }) => split(emit.OrderPaid({}), emit.OrderSent({ by })),
    ],
    // Nobody needs it:
    OrderViewed: [(_: object, __, { drop }) => drop()],
  });
// #endregion

export const shop = application("shop", [order]);
