import { keyHash } from "../../base/key-hash.ts";
import { matches, type Segment } from "../../model/segment.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type { TimerRow } from "../../model/workflow-instance.ts";
import type { WorkflowStore } from "../../store/workflow-store.ts";
import { missingTicks } from "../workflows/cron-timers.ts";

/** Where something beside events waits for the instances of a workflow. */
export interface WaitingInstances {
  /** Whether a segment may have something to do. */
  in(segment: Segment): boolean;
  /** Whether it may have something that was set aside in this sweep. */
  setAsideIn(segment: Segment): boolean;
  /** Whether there is more than was looked at. */
  readonly full: boolean;
  /** Of the clock's starts, those that are to be set in a segment. */
  ticksIn(segment: Segment): readonly TimerRow[];
}

/** Of processors that only follow the log. */
export const nothingWaits: WaitingInstances = Object.freeze({
  in: () => false,
  setAsideIn: () => false,
  full: false,
  ticksIn: () => [],
});

interface Looking {
  readonly store: WorkflowStore;
  readonly now: Date;
  /** Ids of commands that are not tried again. */
  readonly setAside: ReadonlySet<string>;
}

/** Rows of each kind that a look reads: beyond it any segment may have some. */
const limit = 500;

/** One look for all segments: what was left in the inbox, timers that are due, and commands without an outcome. */
export async function waitingInstances(
  table: WorkflowTable,
  { store, now, setAside }: Looking,
): Promise<WaitingInstances> {
  const everywhere = { id: 0, mask: 0 };
  const segment = { ...everywhere, workflow: table.name };
  const [{ inbox, timers }, pending, ticks] = await Promise.all([
    store.waiting(segment, { now, limit }),
    store.pending(segment, { limit }),
    missingTicks(table, { claim: everywhere, store, now }),
  ]);
  const full = [inbox, timers, pending].some(({ length }) => length >= limit);
  const resting = pending.filter(({ commandId }) => setAside.has(commandId));
  const sending = pending.filter(({ commandId }) => !setAside.has(commandId));
  const some = hashesOf([...inbox, ...timers, ...sending, ...ticks]);
  const others = hashesOf(resting);
  return {
    in: (one) => full || some.some((hash) => matches(one, hash)),
    setAsideIn: (one) => others.some((hash) => matches(one, hash)),
    full,
    ticksIn: (one) => ticks.filter(({ id }) => matches(one, keyHash(id))),
  };
}

function hashesOf(rows: readonly { readonly id: string }[]): readonly number[] {
  return [...new Set(rows.map(({ id }) => keyHash(id)))];
}
