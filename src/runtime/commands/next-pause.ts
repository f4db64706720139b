import { MyelinError, messageOf } from "../../base/error.ts";
import type { Random } from "../../base/ports.ts";
import type { AttemptFailure, RetryNode } from "../../model/retry-node.ts";
import type { CommandEnvelope } from "./command-envelope.ts";

export interface Failures {
  /** All so far, the last one last. */
  readonly failures: readonly AttemptFailure[];
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Milliseconds until a command is attempted again, undefined when its policy gives up.
 *
 * @throws MyelinError `handler_failed` when a policy's function throws or answers what is no time
 */
export function nextPause(envelope: CommandEnvelope, { failures, random, now }: Failures): number | undefined {
  const { retry, receivedAt } = envelope;
  if (retry.kind === "none" || failures.length >= retry.maxAttempts) return undefined;
  const pause = pauseOf(retry, { failures, random });
  if (pause === undefined) return undefined;
  if (!(pause >= 0)) throw wrongPolicy(envelope, { state: `answered ${pause}`, cause: undefined });
  const { deadlineMs = Number.POSITIVE_INFINITY } = retry;
  return now + pause > receivedAt.getTime() + deadlineMs ? undefined : pause;

  function pauseOf(
    policy: Exclude<RetryNode, { kind: "none" }>,
    history: Pick<Failures, "failures" | "random">,
  ): number | undefined {
    if (policy.kind === "interval") return policy.everyMs;
    if (policy.kind === "exponential") return spread(policy, history);
    try {
      return policy.pauseMs(history.failures);
    } catch (error) {
      throw wrongPolicy(envelope, { state: `threw ${JSON.stringify(messageOf(error))}`, cause: error });
    }
  }
}

/** Full jitter: losers of one race do not meet again at the next. */
function spread(
  { firstMs, maxMs }: RetryNode & { kind: "exponential" },
  { failures, random }: Pick<Failures, "failures" | "random">,
): number {
  return random.next() * Math.min(maxMs, firstMs * 2 ** Math.min(failures.length - 1, 30));
}

function wrongPolicy({ table }: CommandEnvelope, { state, cause }: { state: string; cause: unknown }): MyelinError {
  const message = `Cannot retry command "${table.name}": its retry policy ${state}; answer milliseconds, or undefined to give up`;
  return new MyelinError("handler_failed", message, { cause });
}
