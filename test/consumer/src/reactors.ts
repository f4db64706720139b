import {
  byFunction,
  deadLetter,
  fallback,
  halt,
  once,
  projection,
  type ReactorSendOptions,
  reactor,
  relay,
  sequences,
  sequential,
  skip,
} from "myelin";
import { order } from "./order.js";
import { parkedTable } from "./tables.js";

export const patience = deadLetter({
  retryEvery: "10 minutes",
  enqueue: ({ attempts }) => attempts > 1,
  verdict: ({ letter }) => (letter === undefined ? { kind: "requeue" } : { kind: "evict" }),
});
export const strict = halt();
export const lenient = skip();

export const byCustomer = fallback(
  byFunction("customer", ({ route }) => route, { version: 2 }),
  sequential(),
  TypeError,
);

export const unheardReminder = reactor("reminder", {
  sends: [order],
  onFailure: patience,
  sequence: byCustomer,
  from: "latest",
});

const quietly: ReactorSendOptions = { metadata: { quiet: true } };

export const reminder = unheardReminder.on(order, {
  OrderPlaced: async ({ cents }, { stream }, { send, signal }) => {
    if (signal.aborted) return;
    const paid = await send.PayOrder({ orderId: stream.id, cents }, quietly);
    if (!paid.ok && paid.reason === "WrongAmount") console.warn(paid.data.owed);
  },
});

export const remember = once(async ({ cents }: { readonly cents: number }) => cents);
export const screens = reactor("screens", { delivery: "broadcast" }).on(order, { OrderPaid: remember });

export const parked = projection
  .fold("parked", { table: parkedTable, initial: { count: 0 }, onFailure: strict, sequence: sequential() })
  .on(
    sequences,
    { SequenceParked: ({ count }) => ({ count: count + 1 }), SequenceResumed: ({ count }) => ({ count: count - 1 }) },
    { by: ({ processor }) => processor, byVersion: 1 },
  );

export const audit = projection
  .free("audit", { sequence: byCustomer, onFailure: lenient, segments: 4 })
  .on(order, { OrderPaid: (db) => db.execute("select 1") });

export const unreadOutside = relay("outside", { from: "latest", sequence: byCustomer });
export const outside = unreadOutside.on(order, { OrderPaid: ({ cents }) => ({ cents }) });
export const everything = relay("everything").all(order);
