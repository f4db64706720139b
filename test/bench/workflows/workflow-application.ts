import * as v from "valibot";
import { aggregate, application, workflow } from "../../../src/mod.ts";
import { orders } from "./cases.ts";

const Placed = v.object({ amount: v.number() });

/** What happened: the log is full of these. */
const order = aggregate("order", {
  initial: (): null => null,
  events: { OrderPlaced: Placed },
  commands: { PlaceOrder: v.object({ orderId: v.string(), ...Placed.entries }) },
  rejections: {},
})
  .route("orderId")
  .evolve({ OrderPlaced: () => null })
  .decide({ PlaceOrder: (_, { amount }, { emit }) => emit.OrderPlaced({ amount }) });

export interface CountedWorkflow {
  /** Differs between all stretches of a run. */
  readonly nth: number;
  /** Called for each command that is handled. */
  readonly count: () => void;
}

/** An instance for each order: it sends one command, and is done. Each receipt is a stream of its own. */
export function workflowApplication({ nth, count }: CountedWorkflow) {
  const receipt = aggregate("receipt", {
    initial: (): null => null,
    events: { ReceiptWritten: Placed },
    commands: { WriteReceipt: v.object({ receiptId: v.string(), ...Placed.entries }) },
    rejections: {},
  })
    .route("receiptId")
    .evolve({ ReceiptWritten: () => null })
    .decide({
      WriteReceipt: (_, { amount }, { emit }) => {
        count();
        return emit.ReceiptWritten({ amount });
      },
    });
  const writeReceipts = workflow(`write-receipts-${nth}`, { sends: [receipt], states: {} }).start(order, {
    OrderPlaced: ({ amount }, { id, send, complete }) => [
      send.WriteReceipt({ receiptId: `${nth}-${id}`, amount }),
      complete(),
    ],
  });
  return application("workflows", [order, receipt, writeReceipts]);
}

/** Events as the engine writes them, each of an order of its own. */
export const fillOrders = `insert into myelin.events
(stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id)
select 'order', 'order-' || n, 1, 'event-' || n, 'order.OrderPlaced', 1,
  jsonb_build_object('amount', n % 100 + 1), '{}', 'command-' || n, 'correlation-' || n
from generate_series(1, ${orders.events}) as n order by n`;
