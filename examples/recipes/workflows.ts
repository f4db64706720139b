import { aggregate, application, workflow } from "myelin";
import * as v from "valibot";

const OrderId = v.object({ orderId: v.string() });

export const order = aggregate("order", {
  initial: () => "none",
  events: { OrderPlaced: v.object({ sku: v.string(), cents: v.number() }), OrderShipped: v.object({}) },
  commands: { PlaceOrder: v.object({ orderId: v.string(), sku: v.string(), cents: v.number() }), ShipOrder: OrderId },
})
  .route("orderId")
  .evolve({ OrderPlaced: () => "placed", OrderShipped: () => "shipped" })
  .decide({
    PlaceOrder: (status, { orderId: _, ...order }, { emit }) => (status === "none" ? emit.OrderPlaced(order) : []),
    ShipOrder: (status, _, { emit }) => (status === "placed" ? emit.OrderShipped({}) : []),
  });

export const stock = aggregate("stock", {
  initial: () => 0,
  events: { StockAdded: v.object({ count: v.number() }), Reserved: v.object({}), Released: v.object({}) },
  commands: {
    AddStock: v.object({ sku: v.string(), count: v.number() }),
    Reserve: v.object({ sku: v.string() }),
    Release: v.object({ sku: v.string() }),
  },
  rejections: { SoldOut: "Nothing of it is left" },
})
  .route("sku")
  .evolve({ StockAdded: (left, { count }) => left + count, Reserved: (left) => left - 1, Released: (left) => left + 1 })
  .decide({
    AddStock: (_, { count }, { emit }) => emit.StockAdded({ count }),
    Reserve: (left, _, { emit, reject }) => (left > 0 ? emit.Reserved({}) : reject.SoldOut()),
    Release: (_, __, { emit }) => emit.Released({}),
  });

export const payment = aggregate("payment", {
  initial: () => 0,
  events: { Charged: v.object({ cents: v.number() }) },
  commands: { Charge: v.object({ orderId: v.string(), cents: v.number() }) },
  rejections: { Declined: "The bank declined" },
})
  .route("orderId")
  .evolve({ Charged: (sum, { cents }) => sum + cents })
  .decide({
    Charge: (_, { cents }, { emit, reject }) => (cents > 50_000 ? reject.Declined() : emit.Charged({ cents })),
  });

// #region saga
const Order = v.object({ sku: v.string(), cents: v.number() });

export const fulfilment = workflow("fulfilment", {
  sends: [stock, payment, order],
  states: { reserving: Order, charging: Order, shipping: v.object({}) },
  timers: { TooLate: v.object({}) },
})
  .start(order, {
    OrderPlaced: ({ sku, cents }, { send, become, schedule }) => [
      send.Reserve({ sku }, { undo: send.Release({ sku }) }), // what takes it back, should a later step fail
      schedule.TooLate({ in: "2 days" }),
      become.reserving({ sku, cents }),
    ],
  })
  .in("reserving", (here) =>
    here
      .on(stock, {
        Reserved: (data, _, { id, send, become }) => [
          send.Charge({ orderId: id, cents: data.cents }),
          become.charging(data),
        ],
      })
      .onRejected({ Reserve: { SoldOut: (_, __, { fail }) => fail("Sold out") } }),
  )
  .in("charging", (here) =>
    here
      .on(payment, {
        Charged: (_, __, { id, send, become, cancel }) => [
          send.ShipOrder({ orderId: id }),
          cancel.TooLate(),
          become.shipping({}),
        ],
      })
      .onRejected({ Charge: { Declined: (_, __, { fail }) => fail("The bank declined") } }),
  )
  .in("shipping", (here) => here.on(order, { OrderShipped: (_, __, { complete }) => complete() }))
  .onTimer({ TooLate: (_, __, { fail }) => fail("It took too long") });
// #endregion

export const shop = application("shop", [order, stock, payment, fulfilment]);
