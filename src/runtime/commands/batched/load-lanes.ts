import { freshHistory } from "../attempt-command.ts";
import type { HandlePorts } from "../handle-command.ts";
import { type LoadPorts, loadAggregates } from "../load-aggregates.ts";
import { passes } from "../transient.ts";
import { handleInOrder } from "./handle-in-order.ts";
import type { Lane } from "./lane.ts";
import { whileLoading } from "./statement-spans.ts";

/**
 * Loads the streams of several lanes in one query. A lane whose stream cannot be read fails by itself; when the query fails,
 * all do. Never throws.
 */
export async function loadLanes(lanes: readonly Lane[], ports: LoadPorts & FailurePorts): Promise<void> {
  try {
    const answers = await whileLoading(lanes, () => loadAggregates(lanes, ports));
    for (const [index, lane] of lanes.entries()) {
      const answer = answers[index];
      if (answer?.kind === "loaded") {
        lane.base = answer.stream;
        lane.loadMs = answer.loadMs;
        lane.source = "load";
      } else await ports.failed(lane, answer?.error);
    }
  } catch (error) {
    await Promise.all(lanes.map((lane) => ports.failed(lane, error)));
  }
}

export interface FailurePorts {
  /** Sees to the commands that wait in a lane of which nothing could be learnt. Never throws. */
  readonly failed: (lane: Lane, error: unknown) => Promise<void>;
}

/** What passes is each command's own: it is handled by itself, as its policy says. Anything else fails all that wait. */
export function failWaiting(ports: HandlePorts): FailurePorts["failed"] {
  return async (lane, error) => {
    if (!passes(error)) return failAll(lane, error);
    const jobs = lane.waiting.splice(0);
    for (const job of jobs) job.leave();
    await handleInOrder(
      jobs.map((job) => ({ job, history: job.history ?? freshHistory() })),
      ports,
    );
  };
}

function failAll({ waiting }: Lane, error: unknown): void {
  for (const job of waiting.splice(0)) {
    job.leave();
    job.fail(error);
  }
}
