import { application, type CommandOutcomeOf, compile, type QueryAnswerOf, type StateOf } from "myelin";
import { order } from "./order.js";
import { orders, payments, sales } from "./projections.js";

export const shop = application("shop", [order, orders, sales, payments]);
export const tables = compile(shop);

export type Shop = typeof shop;
export type Paid = CommandOutcomeOf<Shop, "PayOrder">;
export type Sales = QueryAnswerOf<Shop, "sales", "of">;
export type State = StateOf<typeof order>;

export function owed(outcome: Paid["rejections"]): number {
  return outcome.WrongAmount.owed;
}
