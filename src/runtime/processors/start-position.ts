import type { Clock } from "../../base/ports.ts";
import { isAfter, type Position, startOfLog } from "../../model/position.ts";
import type { StartNode } from "../../model/processor-node.ts";
import type { EventStore } from "../../store/event-store.ts";
import { settledHead } from "../settled-head.ts";

export interface StartPositionPorts {
  readonly events: Pick<EventStore, "safeHead" | "lastPosition" | "positionBefore">;
  readonly clock: Clock;
}

/** Where in the log a processor is to begin. What is younger than the safe head is not settled, so a time leads no further than that. */
export async function startPosition(from: StartNode, { events, clock }: StartPositionPorts): Promise<Position> {
  if (from.kind === "first") return startOfLog;
  if (from.kind === "position") return from.position;
  const head = await settledHead({ events, clock });
  if (from.kind === "latest") return head;
  const position = await events.positionBefore(from.time);
  return isAfter(position, head) ? head : position;
}
