import type {
  Clock,
  HistoryEntry,
  InboxRow,
  InstanceChange,
  InstanceHead,
  InstanceRef,
  NewInboxRow,
  SentCommand,
  TimerRow,
  WorkflowTransaction,
} from "../../src/runtime/mod.ts";
import type { Journal } from "./journal.ts";
import { type StagedMap, stagedMap } from "./staged-map.ts";

/** All that is kept of one instance; every change puts another in its place. */
export interface MemoryInstance {
  readonly head: InstanceHead;
  readonly history: readonly HistoryEntry[];
  /** By index. */
  readonly commands: ReadonlyMap<number, SentCommand>;
}

export interface MemoryInboxRow {
  readonly row: InboxRow;
  readonly parked: boolean;
}

export interface MemoryWorkflowBox {
  readonly clock: Pick<Clock, "now">;
  /** By `instanceText`. */
  readonly instances: Map<string, MemoryInstance>;
  /** By `instanceText`, also of those that are none; no list is empty. */
  readonly timers: Map<string, readonly TimerRow[]>;
  /** By number, in order of arrival. */
  readonly inbox: Map<string, MemoryInboxRow>;
  /** The last number that was given. */
  last: number;
}

export function memoryWorkflowBox(clock: Pick<Clock, "now">): MemoryWorkflowBox {
  return { clock, instances: new Map(), timers: new Map(), inbox: new Map(), last: 0 };
}

export function instanceText({ workflow, id }: InstanceRef): string {
  return JSON.stringify([workflow, id]);
}

/** The row as it is kept: with the next number. */
export function numbered(box: MemoryWorkflowBox, row: NewInboxRow): InboxRow {
  box.last++;
  return { ...structuredClone(row), number: String(box.last), createdAt: new Date(box.clock.now()) };
}

export interface MemoryWorkflowChanges {
  readonly transaction: WorkflowTransaction;
  /** A letter is gone that referred to it. */
  dropRow(number: string): void;
  commit(): void;
}

interface Staged {
  readonly box: MemoryWorkflowBox;
  readonly instances: StagedMap<MemoryInstance>;
  readonly timers: StagedMap<readonly TimerRow[]>;
  readonly inbox: StagedMap<MemoryInboxRow>;
}

/** Changes that show only after `commit`. */
export function memoryWorkflowChanges(box: MemoryWorkflowBox, journal: Journal): MemoryWorkflowChanges {
  const instances = stagedMap(box.instances, journal);
  const timers = stagedMap(box.timers, journal);
  const inbox = stagedMap(box.inbox, journal);
  const staged = { box, instances, timers, inbox };
  return {
    transaction: transactionOf(staged),
    dropRow: (number) => inbox.set(number, undefined),
    commit: () => {
      for (const one of [instances, timers, inbox]) one.commit();
    },
  };
}

function transactionOf(staged: Staged): WorkflowTransaction {
  const { instances, inbox } = staged;
  return {
    load: async (workflow, ids) =>
      new Map(
        ids.flatMap((id) => {
          const found = instances.get(instanceText({ workflow, id }));
          if (found === undefined) return [];
          const { head, commands } = found;
          const all = head.endedAt === null ? [...commands.values()].sort((a, b) => a.index - b.index) : [];
          return [[id, structuredClone({ head, commands: all })] as const];
        }),
      ),
    takeTimers: async (timers) => timers.filter((timer) => takeTimer(staged, timer)),
    peekInbox: async (workflow, numbers) =>
      numbers.flatMap((number) => {
        const found = inbox.get(number);
        const there = found !== undefined && !found.parked && found.row.workflow === workflow;
        return there ? [structuredClone(found.row)] : [];
      }),
    parkInbox: async (row) => park(staged, row),
    write: async (workflow, change) => {
      for (const one of change.instances) writeInstance(staged, { workflow, change: one });
      for (const number of change.handled) inbox.set(number, undefined);
      for (const row of change.inbox) putRow(staged, { row, parked: false });
    },
    clear: async (workflow) => clear(staged, workflow),
  };
}

/** One that was moved meanwhile is another one. */
function takeTimer({ timers }: Staged, timer: TimerRow): boolean {
  const text = instanceText(timer);
  const own = timers.get(text) ?? [];
  const left = own.filter((one) => !isSame(one, timer) || one.dueAt.getTime() !== timer.dueAt.getTime());
  if (left.length === own.length) return false;
  setTimers(timers, { text, own: left });
  return true;
}

function isSame(one: TimerRow, { name, key }: TimerRow): boolean {
  return one.name === name && one.key === key;
}

function setTimers(
  timers: Staged["timers"],
  { text, own }: { readonly text: string; readonly own: readonly TimerRow[] },
): void {
  timers.set(text, own.length === 0 ? undefined : own);
}

function park(staged: Staged, row: NewInboxRow | { readonly number: string }): string {
  if (!("number" in row)) return putRow(staged, { row, parked: true });
  const found = staged.inbox.get(row.number);
  if (found !== undefined) staged.inbox.set(row.number, { row: found.row, parked: true });
  return row.number;
}

function putRow({ box, inbox }: Staged, { row, parked }: { row: NewInboxRow; parked: boolean }): string {
  const kept = numbered(box, row);
  inbox.set(kept.number, { row: kept, parked });
  return kept.number;
}

interface Writing {
  readonly workflow: string;
  readonly change: InstanceChange;
}

function writeInstance(staged: Staged, { workflow, change }: Writing): void {
  const { instances, timers } = staged;
  const { id, cancelled } = change;
  const key = instanceText({ workflow, id });
  const before = instances.get(key);
  const kept = structuredClone(change);
  const head = kept.head ?? before?.head;
  if (head !== undefined) {
    const commands = new Map(before?.commands);
    for (const row of kept.commands) commands.set(row.index, row);
    instances.set(key, { head, history: [...(before?.history ?? []), ...kept.history], commands });
  }
  if (cancelled.length === 0 && kept.timers.length === 0) return;
  const own = (timers.get(key) ?? []).filter(
    (timer) =>
      !cancelled.some(({ name = timer.name, key: of = timer.key }) => name === timer.name && of === timer.key) &&
      !kept.timers.some((one) => isSame(one, timer)),
  );
  setTimers(timers, { text: key, own: [...own, ...kept.timers] });
}

function clear({ instances, timers, inbox }: Staged, workflow: string): void {
  for (const [key, { head }] of instances.entries()) if (head.workflow === workflow) instances.set(key, undefined);
  for (const [key, [timer]] of timers.entries()) if (timer?.workflow === workflow) timers.set(key, undefined);
  for (const [key, { row }] of inbox.entries()) if (row.workflow === workflow) inbox.set(key, undefined);
}
