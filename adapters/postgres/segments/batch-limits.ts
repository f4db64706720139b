import { batchLimits, type TransactionLimits } from "../transaction.ts";

/** How long a batch's transaction may do nothing, at most: half of the engine's own lease. Milliseconds, as are the following. */
const longestIdle = 5_000;
/** A server that is short of breath must not end every batch. */
const shortestIdle = 1_000;

/** The limits of batches, by the leases that are asked for: a stopped process holds a segment for half a lease. */
export interface BatchLimits {
  current(): TransactionLimits;
  leased(leaseMs: number): void;
}

export function limitsOfBatches(given: Partial<TransactionLimits>): BatchLimits {
  const limits = { ...batchLimits, ...given };
  let idle = given.idle ?? longestIdle;
  return {
    current: () => ({ idle, statement: limits.statement, lock: limits.lock }),
    leased: (leaseMs) => {
      if (given.idle === undefined) idle = Math.max(shortestIdle, Math.min(longestIdle, Math.ceil(leaseMs / 2)));
    },
  };
}
