/**
 * Tests of what users declare, on any test runner: what has happened, what comes, what is expected. And what proves an
 * adapter: the store contract as data.
 *
 * ```ts
 * given(account, AccountOpened({ owner: "Ann" }), MoneyDeposited({ amount: 80 }))
 *   .when(account.commands.WithdrawMoney({ accountId: "a-1", amount: 90 }))
 *   .then(account.rejections.InsufficientFunds({ balance: 80, missing: 10 }));
 *
 * for (const { name, run } of storeContract()) test(name, () => run({ store, unique }));
 * ```
 *
 * @module
 */
export { DifferenceError } from "./kit/full-difference.ts";
export { given } from "./kit/given.ts";
export type { GivenHistory, TestedCommandOptions, WhenDecided } from "./kit/given-aggregate.ts";
export type { GivenLog } from "./kit/given-projection.ts";
export type {
  ChildEnd,
  GivenInstance,
  TestedApplication,
  TestedWorkflow,
  WhenStepped,
} from "./kit/given-workflow.ts";
export {
  happened,
  type StreamHistory,
  type TestedAggregate,
  type TestedCommand,
  type TestedEvent,
  type TestedProjection,
  type TestedRejection,
  type TestedRow,
  type TestedState,
} from "./kit/tested.ts";
export { type ManualClock, manualClock } from "./manual-clock.ts";
export type { Chance } from "./simulation/choices.ts";
export type { Invariant } from "./simulation/run-simulation.ts";
export {
  expectSimulation,
  SimulationError,
  type SimulationFailure,
  type SimulationOptions,
  type SimulationReport,
  simulate,
} from "./simulation/simulate.ts";
export type { ClientScript, SimulatedClient, SimulatedMessage } from "./simulation/simulated-client.ts";
export type { SimulationView } from "./simulation/simulated-world.ts";
export { contractTables } from "./store-contract/contract-tables.ts";
export type { StoreCapability, StoreCase, StoreCaseContext } from "./store-contract/store-case.ts";
export { storeContract } from "./store-contract/store-contract.ts";
