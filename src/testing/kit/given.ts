import type { EventMessage } from "../../model/message.ts";
import { type GivenHistory, givenAggregate } from "./given-aggregate.ts";
import { type GivenLog, givenProjection } from "./given-projection.ts";
import type { StreamHistory, TestedAggregate, TestedEvent, TestedProjection } from "./tested.ts";

/**
 * Begins a test: what has happened, then `when` something comes, `then` what is expected. Runs on any test runner: what differs is
 * thrown with the full difference. Nothing is asynchronous, so nothing is awaited.
 *
 * ```ts
 * given(account, AccountOpened({ owner: "Ann" }), MoneyDeposited({ amount: 80 }))
 *   .when(account.commands.WithdrawMoney({ accountId: "a-1", amount: 90 }))
 *   .then(account.rejections.InsufficientFunds({ balance: 80, missing: 10 }));
 *
 * given(balances, happened(account, "a-1", AccountOpened({ owner: "Ann" })))
 *   .then([{ accountId: "a-1", owner: "Ann", balance: 0 }]);
 * ```
 */
export function given<A extends TestedAggregate>(aggregate: A, ...history: readonly TestedEvent<A>[]): GivenHistory<A>;
/** Events of streams, for a fold projection. */
export function given<P extends TestedProjection>(projection: P, ...log: readonly StreamHistory[]): GivenLog<P>;
export function given(tested: TestedAggregate | TestedProjection, ...came: readonly unknown[]): unknown {
  // The overloads say which goes with which.
  return isAggregate(tested)
    ? givenAggregate(tested, came as readonly EventMessage[])
    : givenProjection(tested, came as readonly StreamHistory[]);
}

function isAggregate(tested: TestedAggregate | TestedProjection): tested is TestedAggregate {
  return tested.node.kind === "aggregate";
}
