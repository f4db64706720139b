import type { Clock } from "../base/ports.ts";
import { type Position, startOfLog } from "../model/position.ts";
import type { EventStore } from "../store/event-store.ts";

export interface SettledHeadPorts {
  readonly events: Pick<EventStore, "safeHead" | "lastPosition">;
  readonly clock: Clock;
}

/** Milliseconds between looks. */
const pause = 10;

/**
 * The safe head for who has just begun to look: a first look knows nothing while appends are under way, and answers the log's start. It is
 * asked again until those have ended, or the signal aborts.
 */
export async function settledHead({ events, clock }: SettledHeadPorts, signal?: AbortSignal): Promise<Position> {
  for (;;) {
    const head = await events.safeHead();
    if (head !== startOfLog || signal?.aborted || (await events.lastPosition()) === startOfLog) return head;
    await clock.sleep(pause, signal);
  }
}
