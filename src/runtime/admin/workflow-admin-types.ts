import type {
  HistoryEntry,
  InstanceHead,
  InstanceRef,
  InstanceStatus,
  SentCommand,
  TimerRow,
} from "../../model/workflow-instance.ts";
import type { InstanceQuery } from "../../store/workflow-store.ts";

/** A workflow as lists show it. */
export interface WorkflowOverview {
  readonly name: string;
  /** What new instances begin with. */
  readonly latest: number;
  /** All that this code has. */
  readonly versions: readonly number[];
  /** Instances by status; a status without instances is absent. */
  readonly instances: Readonly<Partial<Record<InstanceStatus, number>>>;
  /** Instances that wait in the dead-letter table. */
  readonly parked: number;
}

/** Everything about one instance; of long lists the first page. */
export interface InstanceView {
  /** How it stands, with open waits, forks and children. */
  readonly head: InstanceHead;
  /** Step by step. */
  readonly history: readonly HistoryEntry[];
  /** Of the outbox, with their outcomes. */
  readonly commands: readonly SentCommand[];
  readonly timers: readonly TimerRow[];
  /** How many letters it waits behind; 0: it goes on. */
  readonly letters: number;
}

/** Which part of an instance's lists is wanted. */
export interface InstancePage {
  /** Steps behind this one. */
  readonly afterStep?: number;
  /** Commands behind this one. */
  readonly afterCommand?: number;
  /** Of each list, at most; default 100. */
  readonly limit?: number;
}

/**
 * Workflows and their instances, steered by hand; the same for the engine, HTTP and the command line. What is asked for is stored when the
 * promise resolves, and done by the owner of the instance soon after. All throw `unknown_workflow`, those about one instance `unknown_instance`,
 * and `workflow_refused` (with the mend) where it does not stand so.
 */
export interface WorkflowAdmin {
  /** Sorted by name. */
  overview(): Promise<readonly WorkflowOverview[]>;
  /** The latest first. */
  list(query: InstanceQuery): Promise<readonly InstanceHead[]>;
  show(instance: InstanceRef, page?: InstancePage): Promise<InstanceView>;
  /** Begins an instance by name. Without an id it gets one. `invalid_command` with `issues` where the input does not fit. */
  start(workflow: string, options: { readonly id?: string; readonly input?: unknown }): Promise<InstanceRef>;
  /** `invalid_command` with `issues` where the data does not fit. */
  signal(instance: InstanceRef, signal: { readonly name: string; readonly data?: unknown }): Promise<void>;
  /** Undoes what was done, then ends it. Of an instance that is stuck while it is undone: gives up the rest. */
  cancel(instance: InstanceRef, options?: { readonly why?: string }): Promise<void>;
  /** Tries again what a stuck instance is stuck on. */
  resume(instance: InstanceRef): Promise<void>;
  /** Takes one instance, or all that have not ended, to the latest version. Answers how many were asked. */
  migrate(workflow: string, id?: string): Promise<number>;
}
