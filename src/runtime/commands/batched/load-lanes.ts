import { type LoadPorts, loadAggregates } from "../load-aggregates.ts";
import type { Lane } from "./lane.ts";

/**
 * Loads the streams of several lanes in one query. If it fails, so do the commands that wait there; if one stream cannot be
 * read, only its own. Never throws.
 */
export async function loadLanes(lanes: readonly Lane[], ports: LoadPorts): Promise<void> {
  try {
    const answers = await loadAggregates(lanes, ports);
    for (const [index, lane] of lanes.entries()) {
      const answer = answers[index];
      if (answer?.kind === "loaded") {
        lane.base = answer.stream;
        lane.loadMs = answer.loadMs;
      } else failAll(lane, answer?.error);
    }
  } catch (error) {
    for (const lane of lanes) failAll(lane, error);
  }
}

export function failAll({ waiting }: Lane, error: unknown): void {
  for (const job of waiting.splice(0)) {
    job.leave();
    job.fail(error);
  }
}
