import type { EventMessage } from "../../model/message.ts";
import { type GivenHistory, givenAggregate } from "./given-aggregate.ts";
import { type GivenLog, givenProjection } from "./given-projection.ts";
import { givenWorkflow, type TestedApplication, type TestedWorkflow, type WhenStepped } from "./given-workflow.ts";
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
 *
 * given(moveMoney, bank, happened(transfer, "t-1", TransferRequested({ from: "a-1", to: "a-2", amount: 5 })))
 *   .whenTimePasses("2 days")
 *   .thenStatus("failed", "Overdue");
 * ```
 */
export function given<A extends TestedAggregate>(aggregate: A, ...history: readonly TestedEvent<A>[]): GivenHistory<A>;
/** Events of streams, for a fold projection. */
export function given<P extends TestedProjection>(projection: P, ...log: readonly StreamHistory[]): GivenLog<P>;
/** Events of streams, for one instance of a workflow of an application. */
export function given<W extends TestedWorkflow>(
  workflow: W,
  application: TestedApplication,
  ...log: readonly StreamHistory[]
): WhenStepped<W>;
export function given(tested: Tested, ...came: readonly unknown[]): unknown {
  // As the first overload says.
  if (isAggregate(tested)) return givenAggregate(tested, came as readonly EventMessage[]);
  // As the second overload says.
  if (!isWorkflow(tested)) return givenProjection(tested, came as readonly StreamHistory[]);
  // As the third one says.
  const [application, ...histories] = came as readonly [TestedApplication, ...StreamHistory[]];
  return givenWorkflow(tested, { application, histories });
}

type Tested = TestedAggregate | TestedProjection | TestedWorkflow;

function isAggregate(tested: Tested): tested is TestedAggregate {
  return tested.node.kind === "aggregate";
}

function isWorkflow(tested: Tested): tested is TestedWorkflow {
  return tested.node.kind === "workflow";
}
