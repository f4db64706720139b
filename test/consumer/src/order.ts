import { aggregate, byMetadata, byPayload, byRoute, firstOf, unsequenced } from "myelin";
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

export const routedOrder = declaredOrder.route("orderId", { PayOrder: byMetadata("orderId") });

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

export const byOrder = firstOf(byMetadata("tenantId"), byPayload("orderId"), byRoute());

export const order = unsequencedOrder.sequence(byOrder, { PayOrder: unsequenced() });

export const placed = order.events.OrderPlaced({ customer: "Ann", product: "tea", cents: 300 });
export const pay = order.commands.PayOrder({ orderId: "o-1", cents: 200 });
export const answer = order.decide(order.fold([placed]), pay);
