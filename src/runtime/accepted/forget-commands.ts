import { messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import type { CommandLog } from "../../store/command-log.ts";
import type { Swept } from "../sweep/sweeper.ts";

export interface ForgetPorts {
  readonly accepted: CommandLog;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds that outcomes are kept. */
  readonly keptMs: number;
}

/** Small, so that no delete holds others up for long. */
const limit = 1_000;
const everyMs = 3_600_000;
const firstMs = 60_000;

/** Forgets some of the outcomes of old command ids. */
export async function forgetSome({ accepted, keptMs }: Pick<ForgetPorts, "accepted" | "keptMs">): Promise<Swept> {
  const left = (await accepted.sweep({ keptMs, limit })) >= limit;
  return { left, moved: left };
}

/** Forgets the outcomes of old command ids, from time to time, until the signal aborts. */
export async function forgetCommands(
  { accepted, clock, log, keptMs }: ForgetPorts,
  signal: AbortSignal,
): Promise<void> {
  await clock.sleep(firstMs, signal);
  while (!signal.aborted) {
    try {
      while (!signal.aborted && (await accepted.sweep({ keptMs, limit })) >= limit);
    } catch (error) {
      log("warn", "Cannot forget old command ids; trying again later", { cause: messageOf(error) });
    }
    await clock.sleep(everyMs, signal);
  }
}
