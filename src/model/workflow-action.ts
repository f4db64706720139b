import type { RetryNode } from "./retry-node.ts";

/** A command to be sent once what led to it is committed. */
export interface SendAction {
  readonly kind: "send";
  readonly command: string;
  readonly payload: unknown;
  /** Sent if the workflow fails after this command was done. */
  readonly undo?: SendAction;
  /** How often it is tried on what is nobody's fault before the instance is stuck; default: the workflow's, else for ever with pauses. */
  readonly retry?: RetryNode;
}

/** Begins another workflow as a child: its end comes back as a reaction, and it is cancelled when the parent fails. */
export interface SpawnAction {
  readonly kind: "spawn";
  readonly workflow: string;
  /** Of the child; one that is there already is not begun again. Default: made of the parent's id and a count. */
  readonly id?: string;
  readonly input: unknown;
}

/** When a timer is due. */
export type Due = { readonly inMs: number } | { readonly at: Date };

/** What a reaction wants done; made by its tools, carried out in one transaction with the instance's new state. */
export type WorkflowAction =
  | SendAction
  | SpawnAction
  /** Scheduling a timer of the same name and key again moves it. */
  | {
      readonly kind: "schedule";
      readonly timer: string;
      readonly key: string;
      readonly due: Due;
      readonly data: unknown;
    }
  /** Without a timer: all of the instance; without a key: all of that name. */
  | { readonly kind: "cancelTimer"; readonly timer?: string; readonly key?: string }
  /** A signal is waited for, for a time: shown to operators, and `onTimeout` when it does not come. */
  | { readonly kind: "wait"; readonly signal: string; readonly withinMs?: number }
  | { readonly kind: "become"; readonly state: string; readonly data: unknown }
  /** Several branches at once; `onJoined` when all have ended, or with the first that succeeds: the others are then cancelled, or their commands undone. */
  | {
      readonly kind: "fork";
      readonly name: string;
      readonly until: "all" | "first";
      readonly branches: readonly (SendAction | SpawnAction)[];
    }
  | { readonly kind: "complete"; readonly result: unknown }
  | { readonly kind: "fail"; readonly why: string };

/** How one branch of a fork ended, in the order in which they were given. */
export type BranchOutcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly reason: string; readonly data: unknown }
  /** It had not ended when the first one did. */
  | { readonly ok: undefined };
