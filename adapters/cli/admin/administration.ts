import type { LetterAdmin, NodeStatus, ProcessorAdmin, WorkflowAdmin } from "../../../src/runtime/mod.ts";

/** What the administering commands work on, wherever it is. */
export interface Administration {
  readonly processors: ProcessorAdmin;
  readonly letters: LetterAdmin;
  /** All nodes that live. */
  nodes(): Promise<readonly NodeStatus[]>;
  readonly workflows: WorkflowAdmin;
  close(): Promise<void>;
}

/** What each of these commands can be told. */
export interface AdminOptions {
  readonly app: string;
  /** A server to ask, in place of opening the database. */
  readonly url?: string;
  readonly verbose?: boolean;
}
