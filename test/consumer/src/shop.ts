import {
  application,
  aroundHandling,
  type CommandOutcomeOf,
  compile,
  copyMetadata,
  onDispatch,
  type QueryAnswerOf,
  type StateOf,
} from "myelin";
import { order } from "./order.js";
import { orders, payments, sales } from "./projections.js";
import { audit, everything, outside, parked, reminder, screens } from "./reactors.js";
import { collection, parent } from "./workflows.js";

export const tenant = onDispatch("tenant", ({ metadata }, { refuse }) =>
  metadata.tenantId === undefined ? refuse("Name a tenant") : undefined,
);
export const measure = aroundHandling("measure", (_, next) => next(), { commands: "*Order" });
export const tenancy = copyMetadata("tenantId");

export const shop = application(
  "shop",
  [order, orders, sales, payments, parked, audit, reminder, screens, outside, everything, collection, parent],
  {
    dispatch: [tenant],
    handle: [measure],
    correlate: [tenancy],
  },
);
export const tables = compile(shop);

export type Shop = typeof shop;
export type Paid = CommandOutcomeOf<Shop, "PayOrder">;
export type Sales = QueryAnswerOf<Shop, "sales", "of">;
export type State = StateOf<typeof order>;

export function owed(outcome: Paid["rejections"]): number {
  return outcome.WrongAmount.owed;
}
