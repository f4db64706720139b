import { compile } from "myelin";
import { memoryStore } from "myelin/memory";
import { gateway, startEngine } from "myelin/runtime";
import { given, manualClock } from "myelin/testing";
import { order, shop } from "./workflows.ts";

// #region engine
/** A whole application in memory, with a clock that moves when the test says so. */
export async function opened() {
  const clock = manualClock();
  const engine = await startEngine({ tables: compile(shop), store: memoryStore(), clock, log: () => {} });
  return { clock, engine, ...gateway<typeof shop>(engine) };
}
// #endregion

// #region decider
const { OrderPlaced, OrderShipped } = order.events;

given(order, OrderPlaced({ sku: "s-1", cents: 100 }))
  .when(order.commands.ShipOrder({ orderId: "o-1" }))
  .then(OrderShipped({}));

given(order)
  .when(order.commands.ShipOrder({ orderId: "o-1" }))
  .then(); // nothing happens
// #endregion
