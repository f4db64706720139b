import {
  type InstanceHead,
  type InstanceQuery,
  type InstanceStatus,
  keyHash,
  matches,
  type Segment,
  type TimerRow,
  type WorkflowStore,
} from "../../src/runtime/mod.ts";
import { lettersOf, type MemoryLetterBox } from "./memory-letters.ts";
import { instanceText, type MemoryWorkflowBox, numbered } from "./memory-workflow-changes.ts";

/** Reads, and what anybody may leave; changes are a transaction's. */
export function memoryWorkflows(box: MemoryWorkflowBox): WorkflowStore {
  const { instances, inbox } = box;
  return {
    ...work(box),
    arrived: async ({ workflow, limit }) => {
      const rows = [...inbox.values()].filter(({ row, parked }) => row.workflow === workflow && !parked);
      return [...new Set(rows.map(({ row }) => keyHash(row.id)))].slice(0, limit);
    },
    inboxRow: async ({ workflow, number }) => {
      const row = inbox.get(number)?.row;
      return row?.workflow === workflow ? structuredClone(row) : undefined;
    },
    leave: async (row) => {
      const kept = numbered(box, row);
      inbox.set(kept.number, { row: kept, parked: false });
      return kept.number;
    },
    instances: async (query) => structuredClone(page(box, query)),
    instance: async (ref) => structuredClone(instances.get(instanceText(ref))?.head),
    history: async ({ after = 0, limit, ...ref }) => {
      const entries = instances.get(instanceText(ref))?.history ?? [];
      return structuredClone(entries.filter(({ index }) => index > after).slice(0, limit));
    },
    commands: async ({ after = 0, limit, ...ref }) => {
      const rows = [...(instances.get(instanceText(ref))?.commands.values() ?? [])];
      return structuredClone(
        rows
          .filter(({ index }) => index > after)
          .sort((a, b) => a.index - b.index)
          .slice(0, limit),
      );
    },
    timers: async ({ workflow, id }) => {
      return structuredClone([...(box.timers.get(instanceText({ workflow, id })) ?? [])].sort(byDue));
    },
    counts: async (workflow) => {
      const counts: Partial<Record<InstanceStatus, number>> = {};
      for (const { head } of instances.values())
        if (head.workflow === workflow) counts[head.status] = (counts[head.status] ?? 0) + 1;
      return counts;
    },
    backlog: async ({ workflow, now }) => {
      const sent = [...instances.entries()].flatMap(([, { head, commands }]) =>
        head.workflow === workflow ? [...commands.values()] : [],
      );
      const own = [...box.timers.values()].flat().filter((timer) => timer.workflow === workflow);
      return {
        pending: sent.filter(({ status }) => status === "pending").length,
        timers: own.length,
        due: own.filter(({ dueAt }) => dueAt <= now).length,
      };
    },
  };
}

function work({ instances, timers, inbox }: MemoryWorkflowBox): Pick<WorkflowStore, "waiting" | "pending"> {
  return {
    waiting: async ({ workflow, ...segment }, { now, limit }) => {
      const rows = [...inbox.values()].filter(
        ({ row, parked }) => row.workflow === workflow && !parked && isIn(segment, row.id),
      );
      const own = [...timers.values()].flat().filter((timer) => timer.workflow === workflow && isIn(segment, timer.id));
      const [due, later] = [own.filter(({ dueAt }) => dueAt <= now), own.filter(({ dueAt }) => dueAt > now)];
      return structuredClone({
        inbox: rows.map(({ row }) => row).slice(0, limit),
        timers: due.sort(byDue).slice(0, limit),
        nextDue: later.sort(byDue)[0]?.dueAt,
      });
    },
    pending: async ({ workflow, ...segment }, { after, limit }) => {
      const own = [...instances.values()].filter(({ head }) => head.workflow === workflow && isIn(segment, head.id));
      const rows = own.flatMap(({ head: { id }, commands }) =>
        [...commands.values()].flatMap((row) => (row.status === "pending" ? [{ ...row, workflow, id }] : [])),
      );
      const behind = rows.sort(byIndex).filter((row) => after === undefined || byIndex(row, after) > 0);
      return structuredClone(behind.slice(0, limit));
    },
  };
}

type OutboxPlace = { readonly id: string; readonly index: number };

function byIndex(a: OutboxPlace, b: OutboxPlace): number {
  if (a.id === b.id) return a.index - b.index;
  return a.id < b.id ? -1 : 1;
}

function isIn(segment: Segment, id: string): boolean {
  return matches(segment, keyHash(id));
}

function byDue(a: TimerRow, b: TimerRow): number {
  if (a.dueAt.getTime() !== b.dueAt.getTime()) return a.dueAt.getTime() - b.dueAt.getTime();
  const [left, right] = [a, b].map(({ id, name, key }) => [id, name, key]);
  return String(left) < String(right) ? -1 : 1;
}

function page(
  { instances }: MemoryWorkflowBox,
  { workflow, status, after, limit }: InstanceQuery,
): readonly InstanceHead[] {
  const heads = [...instances.values()]
    .map(({ head }) => head)
    .filter((head) => head.workflow === workflow && (status === undefined || head.status === status));
  heads.sort(latestFirst);
  return heads.filter((head) => after === undefined || latestFirst(after, head) < 0).slice(0, limit);
}

type Place = Pick<InstanceHead, "updatedAt" | "id">;

function latestFirst(a: Place, b: Place): number {
  if (a.updatedAt.getTime() !== b.updatedAt.getTime()) return b.updatedAt.getTime() - a.updatedAt.getTime();
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Whether a command id is of an instance that has not ended, or has letters. */
export function isKept(
  commandId: string,
  { workflows, letters }: { readonly workflows: MemoryWorkflowBox; readonly letters: MemoryLetterBox },
): boolean {
  return [...workflows.instances.values()].some(({ head, commands }) => {
    const sequence = { processor: head.workflow, sequence: head.id };
    const live = head.endedAt === null || lettersOf(letters, sequence).length > 0;
    return live && [...commands.values()].some((row) => row.commandId === commandId);
  });
}
