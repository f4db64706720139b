import { MyelinError, messageOf } from "../../base/error.ts";
import type { Random } from "../../base/ports.ts";
import type { AttemptFailure } from "../../model/retry-node.ts";
import { retryPause } from "../../model/retry-pause.ts";
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
  const pause = askedPause(envelope, { failures, random, now });
  if (pause === undefined || pause >= 0) return pause;
  throw wrongPolicy(envelope, { state: `answered ${pause}`, cause: undefined });
}

function askedPause({ retry, receivedAt, table }: CommandEnvelope, facts: Failures): number | undefined {
  try {
    return retryPause(retry, { ...facts, since: receivedAt.getTime() });
  } catch (error) {
    throw wrongPolicy({ table }, { state: `threw ${JSON.stringify(messageOf(error))}`, cause: error });
  }
}

function wrongPolicy(
  { table }: Pick<CommandEnvelope, "table">,
  { state, cause }: { state: string; cause: unknown },
): MyelinError {
  const message = `Cannot retry command "${table.name}": its retry policy ${state}; answer milliseconds, or undefined to give up`;
  return new MyelinError("handler_failed", message, { cause });
}
