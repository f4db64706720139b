import type { JsonObject } from "../base/json.ts";
import type { InstanceStatus } from "../model/workflow-instance.ts";

/** Tables that a node was started with. */
export interface NewDeployment {
  /** The application's name. */
  readonly application: string;
  /** Of the tables: equal where they say the same. */
  readonly hash: string;
  /** As `tablesToJson` gives them. */
  readonly tables: JsonObject;
  /** Id of the node. */
  readonly node: string;
}

/** Tables that are or were deployed. */
export interface Deployment extends NewDeployment {
  /** When a node was first started with them, by the store's clock. */
  readonly firstAt: Date;
  /** When a node was last started with them. */
  readonly deployedAt: Date;
}

/** Letters that wait for a handler. */
export interface LettersInUse {
  readonly processor: string;
  readonly eventType: string;
  /** They stand for what came to a workflow beside events. */
  readonly inbox: boolean;
  readonly letters: number;
  readonly sequences: number;
}

/** Instances of a workflow that have not ended. */
export interface InstancesInUse {
  readonly workflow: string;
  readonly version: number;
  readonly status: InstanceStatus;
  /** Null before the first. */
  readonly state: string | null;
  readonly instances: number;
}

/** Timers of instances that have not ended. */
export interface TimersInUse {
  readonly workflow: string;
  readonly version: number;
  readonly name: string;
  readonly timers: number;
}

/** Commands of workflows that are still to be sent. */
export interface CommandsInUse {
  readonly command: string;
  readonly commands: number;
}

/** What the database holds that only code can carry on. Each list is sorted by its texts. */
export interface InUse {
  readonly letters: readonly LettersInUse[];
  readonly instances: readonly InstancesInUse[];
  readonly timers: readonly TimersInUse[];
  readonly commands: readonly CommandsInUse[];
}

/** What was deployed, and what stands in the way of deploying something else. */
export interface DeploymentStore {
  /** Writes new tables down, once for each hash of an application, or that they are deployed again. */
  record(deployment: NewDeployment): Promise<void>;
  /** The latest first: the tables that nodes were last started with. */
  list(query: { readonly application: string; readonly limit: number }): Promise<readonly Deployment[]>;
  inUse(): Promise<InUse>;
}
