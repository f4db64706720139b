import type { Random } from "../base/ports.ts";
import type { AttemptFailure, RetryNode } from "./retry-node.ts";

/** What a policy is asked with. */
export interface PauseFacts {
  /** All so far, the last one last. */
  readonly failures: readonly AttemptFailure[];
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** When what is attempted was taken up. */
  readonly since: number;
}

/** Milliseconds until the next attempt, undefined when the policy gives up. What a policy's own function answers is not checked. */
export function retryPause(policy: RetryNode, { failures, random, now, since }: PauseFacts): number | undefined {
  if (policy.kind === "none" || failures.length >= policy.maxAttempts) return undefined;
  const pause = pauseOf(policy, { failures, random });
  if (pause === undefined) return undefined;
  const { deadlineMs = Number.POSITIVE_INFINITY } = policy;
  return now + pause > since + deadlineMs ? undefined : pause;
}

type Waiting = Exclude<RetryNode, { readonly kind: "none" }>;

function pauseOf(policy: Waiting, { failures, random }: Pick<PauseFacts, "failures" | "random">): number | undefined {
  if (policy.kind === "interval") return policy.everyMs;
  if (policy.kind === "function") return policy.pauseMs(failures);
  // Full jitter: losers of one race do not meet again at the next.
  return random.next() * Math.min(policy.maxMs, policy.firstMs * 2 ** Math.min(failures.length - 1, 30));
}
