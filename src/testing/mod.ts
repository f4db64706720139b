/**
 * What proves an adapter: the store contract as data, for any test runner on any runtime.
 *
 * ```ts
 * for (const { name, run } of storeContract()) test(name, () => run({ store, unique }));
 * ```
 *
 * @module
 */
export { contractTables } from "./store-contract/contract-tables.ts";
export type { StoreCapability, StoreCase, StoreCaseContext } from "./store-contract/store-case.ts";
export { storeContract } from "./store-contract/store-contract.ts";
