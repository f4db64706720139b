import type { EventStore } from "../../../store/event-store.ts";
import { evolveState } from "../evolve-state.ts";
import type { Lane } from "./lane.ts";

/** Loads the streams of several lanes in one query. If it fails, so do the commands that wait there. Never throws. */
export async function loadLanes(lanes: readonly Lane[], events: EventStore): Promise<void> {
  try {
    const loaded = await events.load(lanes.map(({ stream }) => ({ stream, after: 0 })));
    for (const [index, lane] of lanes.entries()) {
      const stream = loaded[index];
      if (stream === undefined) continue;
      lane.base = { state: evolveState(lane.aggregate, stream.events), head: stream.head };
    }
  } catch (error) {
    for (const lane of lanes) failAll(lane, error);
  }
}

function failAll({ waiting }: Lane, error: unknown): void {
  for (const job of waiting.splice(0)) {
    job.leave();
    job.fail(error);
  }
}
