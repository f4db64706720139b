import { keyHash } from "../../base/key-hash.ts";
import { lastTick, nextTick } from "../../model/cron.ts";
import { matches, type Segment } from "../../model/segment.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type { TimerRow } from "../../model/workflow-instance.ts";
import type { CronNode } from "../../model/workflow-node.ts";
import type { WorkflowStore } from "../../store/workflow-store.ts";
import { latestOf } from "./draft.ts";
import type { InstanceSet } from "./instance-set.ts";
import { tickInput } from "./step-start.ts";

/** The name of the timer that is set to the next time of a schedule; no timer of a user has a colon. */
const tickName = "cron:";

/** Each schedule has one timer, of no instance; whoever owns the segment of its id fires it. */
function tickId(name: string): string {
  return `${tickName}${name}`;
}

export function isTick({ id, name }: TimerRow): boolean {
  return name === tickName && id.startsWith(tickName);
}

interface Looking {
  readonly claim: Segment;
  readonly store: Pick<WorkflowStore, "timers">;
  readonly now: Date;
}

/** Timers of schedules in a segment that are new, or not what they were. */
export async function missingTicks(table: WorkflowTable, { claim, store, now }: Looking): Promise<readonly TimerRow[]> {
  const missing: TimerRow[] = [];
  for (const [name, entry] of Object.entries(latestOf(table)?.cron ?? {})) {
    const id = tickId(name);
    if (!matches(claim, keyHash(id))) continue;
    const [known] = await store.timers({ workflow: table.name, id });
    const next = known?.data === entry.schedule ? undefined : tickTimer(table, { name, entry, after: now });
    if (next !== undefined) missing.push(next);
  }
  return missing;
}

interface Tick {
  readonly name: string;
  readonly entry: CronNode;
  readonly after: Date;
}

function tickTimer({ name: workflow }: WorkflowTable, { name, entry, after }: Tick): TimerRow | undefined {
  const dueAt = nextTick(entry.schedule, after);
  return dueAt && { workflow, id: tickId(name), name: tickName, key: "", dueAt, data: entry.schedule };
}

interface Firing {
  readonly set: InstanceSet;
  readonly table: WorkflowTable;
  readonly now: Date;
}

/** Starts the instance of the time that has come, named by it; of times that were missed only the latest one. Then waits for the next. */
export function fireTick(timer: TimerRow, { set, table, now }: Firing): void {
  const name = timer.id.slice(tickName.length);
  const entry = latestOf(table)?.cron[name];
  // The schedule is not declared any more.
  if (entry === undefined) return;
  const missed = lastTick(entry.schedule, new Date(now.getTime() + 1));
  const at = missed !== undefined && missed > timer.dueAt ? missed : timer.dueAt;
  const id = tickInstance(name, at);
  const content = { kind: "start", by: "cron", input: tickInput({ name, at }) } as const;
  set.leave({ workflow: table.name, id, content, parent: null, correlationId: null });
  const next = tickTimer(table, { name, entry, after: now > at ? now : at });
  if (next !== undefined) set.setTimer(next);
}

/** `Nightly@2026-11-21T03:00Z`: each time starts one instance, whoever is about it. */
export function tickInstance(name: string, at: Date): string {
  return `${name}@${at.toISOString().slice(0, 16)}Z`;
}
