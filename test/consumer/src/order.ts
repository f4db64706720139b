import {
  aggregate,
  byMetadata,
  byPayload,
  byRoute,
  firstOf,
  inCluster,
  interval,
  noRetry,
  orElse,
  unsequenced,
} from "myelin";
import * as v from "valibot";

export type OrderState =
  | { readonly status: "none" }
  | { readonly status: "open"; readonly cents: number }
  | { readonly status: "paid" };

// Each phase is exported, so that declarations of unfinished aggregates are emitted too.
export const declaredOrder = aggregate("order", {
  initial: (): OrderState => ({ status: "none" }),
  events: {
    OrderPlaced: v.object({ customer: v.string(), product: v.string(), cents: v.number() }),
    OrderPaid: v.object({ cents: v.number() }),
  },
  commands: {
    PlaceOrder: v.object({
      orderId: v.string(),
      customer: v.string(),
      product: v.string(),
      cents: v.pipe(v.string(), v.transform(Number)),
    }),
    PayOrder: v.object({ orderId: v.string(), cents: v.number() }),
  },
  rejections: { PlacedAlready: "The order is placed already", WrongAmount: v.object({ owed: v.number() }) },
});

export const byOrderId = orElse(byMetadata("orderId"), "static");

export const routedOrder = declaredOrder.route(orElse("orderId", "random"), { PayOrder: byOrderId });

export const evolvedOrder = routedOrder.evolve({
  OrderPlaced: (_, { cents }) => ({ status: "open", cents }),
  OrderPaid: () => ({ status: "paid" }),
});

export const unsequencedOrder = evolvedOrder.decide({
  PlaceOrder: (state, { customer, product, cents }, { emit, reject }) =>
    state.status === "none" ? emit.OrderPlaced({ customer, product, cents }) : reject.PlacedAlready(),
  PayOrder: (state, { cents }, { emit, reject }) => {
    if (state.status !== "open") return undefined;
    return cents === state.cents ? [emit.OrderPaid({ cents })] : reject.WrongAmount({ owed: state.cents });
  },
});

export const byOrder = inCluster(firstOf(byMetadata("tenantId"), byPayload("orderId"), byRoute()));

export const sequencedOrder = unsequencedOrder.sequence(byOrder, { PayOrder: unsequenced() });

export const guardedOrder = sequencedOrder.intercept("Pay*", (state, { cents }, { reject }) =>
  state.status === "open" && cents < 0 ? reject.WrongAmount({ owed: state.cents }) : undefined,
);

export const patience = interval({ everyMs: 10, maxAttempts: 5 });

export const retriedOrder = guardedOrder.retry(patience, { PlaceOrder: noRetry() });

export const keptOrder = retriedOrder.snapshot({ version: 1, everyEvents: 100 }).cache(true);

export const order = keptOrder.upcast({
  OrderPaid: [({ euros }: { euros: number }) => ({ cents: euros * 100 })],
  OrderLost: [(_, __, { drop }) => drop()],
});

export const placed = order.events.OrderPlaced({ customer: "Ann", product: "tea", cents: 300 });
export const pay = order.commands.PayOrder({ orderId: "o-1", cents: 200 });
export const answer = order.decide(order.fold([placed]), pay);
