import { keyHash } from "../../base/key-hash.ts";
import { rootSegment } from "../../model/segment.ts";
import type { HistoryEntry, InstanceHead, SentCommand, TimerRow } from "../../model/workflow-instance.ts";
import type { Claim } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import type {
  InstanceChange,
  InstanceSegment,
  NewInboxRow,
  WorkflowChange,
  WorkflowTransaction,
} from "../../store/workflow-store.ts";
import { claimedProcessor, mustWork } from "./processors.ts";

/** The engine's clock in these cases. */
export const noon: Date = /* @__PURE__ */ new Date("2026-01-01T12:00:00.000Z");

export function minutes(count: number): Date {
  return new Date(noon.getTime() + count * 60_000);
}

/** All instances of a workflow. */
export function whole(workflow: string): InstanceSegment {
  return { workflow, ...rootSegment };
}

/** What is not as usual. */
export type InstanceFacts = Partial<InstanceHead>;
export type TimerFacts = Partial<TimerRow>;

export function headOf(workflow: string, id: string, facts: InstanceFacts = {}): InstanceHead {
  const head: InstanceHead = {
    workflow,
    id,
    version: 1,
    status: "running",
    state: "open",
    data: { amount: 3, text: "naïve ☕" },
    reason: null,
    trouble: null,
    result: null,
    undoingTo: null,
    waits: [],
    forks: [],
    children: [],
    parent: null,
    correlationId: "talk",
    metadata: { tenant: "t" },
    steps: 1,
    sends: 0,
    startedAt: noon,
    updatedAt: noon,
    endedAt: null,
  };
  return Object.assign(head, facts);
}

export function commandOf(index: number, some: Partial<SentCommand> = {}): SentCommand {
  const command: SentCommand = {
    index,
    commandId: `c-${index}`,
    command: "Do",
    payload: { n: index },
    undo: null,
    undoes: null,
    retry: null,
    metadata: {},
    correlationId: "talk",
    causationId: null,
    status: "pending",
    reason: null,
    data: null,
    attempts: 0,
  };
  return Object.assign(command, some);
}

export function timerOf(workflow: string, id: string, facts: TimerFacts = {}): TimerRow {
  return Object.assign({ workflow, id, name: "Tick", key: "", dueAt: minutes(1), data: { n: 1 } }, facts);
}

export function stepOf(index: number): HistoryEntry {
  const came = { kind: "signal", name: "Go", data: { n: index } } as const;
  return { index, at: noon, came, did: [`step ${index}`], status: "running", state: "open", data: null };
}

export function signalFor(workflow: string, id: string, { name = "Go" }: { name?: string } = {}): NewInboxRow {
  return { workflow, id, content: { kind: "signal", name, data: { n: 1 } }, parent: null, correlationId: null };
}

/** A change of one instance. */
export function changeOf(id: string, some: Partial<InstanceChange>): InstanceChange {
  const none: InstanceChange = { id, head: undefined, history: [], commands: [], timers: [], cancelled: [] };
  return Object.assign(none, some);
}

/** A workflow of one segment, claimed. */
export interface ClaimedWorkflow {
  readonly store: Store;
  readonly workflow: string;
  readonly claim: Claim;
}

export async function claimedWorkflow(store: Store, workflow: string): Promise<ClaimedWorkflow> {
  return { store, workflow, claim: await claimedProcessor(store, workflow) };
}

/** Works in a transaction of the workflow's segment. */
export async function inWorkflow<T>(
  { store, claim }: ClaimedWorkflow,
  work: (workflows: WorkflowTransaction) => Promise<T>,
): Promise<T> {
  const seen: { value: T }[] = [];
  await mustWork(store, claim, {
    handle: async ({ workflows }) => {
      seen.push({ value: await work(workflows) });
      return undefined;
    },
  });
  const [one] = seen.slice(-1);
  if (one === undefined) throw new Error("Expected the transaction to be worked on");
  return one.value;
}

export function written(flow: ClaimedWorkflow, change: Partial<WorkflowChange>): Promise<void> {
  const { workflow } = flow;
  return inWorkflow(flow, (workflows) =>
    workflows.write(workflow, Object.assign({ instances: [], handled: [], inbox: [] }, change)),
  );
}

export function hashOf(id: string): number {
  return keyHash(id);
}
