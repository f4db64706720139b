import type { Log } from "../../base/ports.ts";
import { isAfter } from "../../model/position.ts";
import { isShadow } from "../../model/shadow-name.ts";
import type { ProcessorState, SegmentStore } from "../../store/segment-store.ts";

export interface EndReplayPorts {
  readonly segments: Pick<SegmentStore, "endReplay">;
  readonly log: Log;
}

/** Ends a replay that every segment is past, and says so once among all nodes. */
export async function endReplay(
  { name, replay, segments: all }: ProcessorState,
  { segments, log }: EndReplayPorts,
): Promise<void> {
  // What is built beside another one sees it to its end: also its letters, whenever they are retried.
  if (replay === undefined || isShadow(name) || all.some(({ position }) => isAfter(replay.until, position))) return;
  const { until } = replay;
  if (await segments.endReplay(name, until))
    log("info", `Processor "${name}" has caught up with its replay`, { processor: name, until });
}
