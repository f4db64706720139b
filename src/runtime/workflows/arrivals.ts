import { messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import { matches } from "../../model/segment.ts";
import type { WorkflowStore } from "../../store/workflow-store.ts";
import { type Bell, bell, sleepUnlessRung } from "../bell.ts";
import type { SegmentBeside } from "./segment-beside.ts";

/** Tells the owners of segments on this node what was left for their instances: one look for all segments of a workflow. */
export interface Arrivals {
  /** Joins a segment while it is worked on; answers how to leave. */
  join(workflow: string, beside: SegmentBeside): () => void;
  /** Looks soon: something was left, here or elsewhere. */
  nudge(): void;
  /** Runs until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface ArrivalsPorts {
  readonly workflows: readonly string[];
  readonly store: Pick<WorkflowStore, "arrived">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Milliseconds between two looks, at least, and where nobody tells. */
const shortestPause = 20;
const longestPause = 1_000;
const limit = 1_000;

export function arrivals({ workflows, store, clock, log }: ArrivalsPorts): Arrivals {
  const members = new Map<string, Set<SegmentBeside>>(workflows.map((name) => [name, new Set()]));
  const nudged: Bell = bell();
  let wanted = false;
  let failing = false;

  const look = async (name: string, segments: ReadonlySet<SegmentBeside>): Promise<void> => {
    if (segments.size === 0) return;
    const hashes = await store.arrived({ workflow: name, limit });
    for (const one of segments) if (hashes.some((hash) => matches(one.claim, hash))) one.arrived();
  };

  const lookAtAll = async (): Promise<void> => {
    wanted = false;
    try {
      for (const [name, segments] of members) await look(name, segments);
      failing = false;
    } catch (error) {
      if (!failing) log("warn", "Cannot look at the inboxes of workflows; looking again", { cause: messageOf(error) });
      failing = true;
    }
  };

  const rest = async (signal: AbortSignal): Promise<void> => {
    await clock.sleep(shortestPause, signal);
    if (!wanted) await sleepUnlessRung(nudged, { clock, ms: longestPause, signal });
  };

  return {
    join: (workflow, beside) => {
      members.get(workflow)?.add(beside);
      return () => members.get(workflow)?.delete(beside);
    },
    nudge: () => {
      wanted = true;
      nudged.ring();
    },
    run: async (signal) => {
      while (!signal.aborted && members.size > 0) {
        await lookAtAll();
        await rest(signal);
      }
    },
  };
}
