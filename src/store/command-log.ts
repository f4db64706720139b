import type { Json } from "../base/json.ts";
import type { RecordedCommand } from "./event-store.ts";

/** A command that was accepted to be handled later. */
export interface AcceptedCommand {
  readonly id: string;
  readonly hash: string;
  /** As `accept` got it. */
  readonly submission: Json;
  /** How often it was taken up, this time included. Names the lease: whoever holds an older one has lost it. */
  readonly attempt: number;
}

/** What is kept of an accepted command that could not be handled. */
export interface CommandFailure {
  readonly code: string;
  readonly message: string;
}

/** What is known of a command id. */
export type CommandStatus =
  /** Accepted and not handled yet. */
  | { readonly status: "pending"; readonly hash: string }
  /** Accepted, and failed in a way that is not its outcome: it may be sent again. */
  | { readonly status: "failed"; readonly hash: string; readonly failure: CommandFailure }
  | { readonly status: "recorded"; readonly recorded: RecordedCommand };

/** What became of an acceptance. */
export type AcceptResult =
  /** Committed, and the caller holds its first lease. */
  | { readonly kind: "accepted"; readonly command: AcceptedCommand }
  /** The id is known; a failed one is accepted anew instead. */
  | { readonly kind: "known"; readonly status: Exclude<CommandStatus, { status: "failed" }> };

/** Commands that outlive the node that took them. Leases are measured by the database's clock. */
export interface CommandLog {
  /** Commits the acceptance under a lease of so many milliseconds before it answers. `outcome_unknown` when the answer is lost. */
  accept(request: {
    readonly id: string;
    readonly hash: string;
    readonly submission: Json;
    readonly leaseMs: number;
  }): Promise<AcceptResult>;
  /** Takes accepted commands whose lease has ended, those that wait longest first; no two callers get the same one. */
  take(request: { readonly limit: number; readonly leaseMs: number }): Promise<readonly AcceptedCommand[]>;
  /** The outcome is kept under the id (or another node sees to it): the acceptance is removed. Nothing happens when the lease is lost. */
  finish(command: Pick<AcceptedCommand, "id" | "attempt">): Promise<void>;
  /** Keeps why it failed. Nothing happens when the lease is lost. */
  fail(command: Pick<AcceptedCommand, "id" | "attempt">, failure: CommandFailure): Promise<void>;
  /** What is known of the id: a kept outcome counts more than an acceptance. */
  find(id: string): Promise<CommandStatus | undefined>;
  /** Forgets outcomes and failures that have been kept for `keptMs`, at most `limit` of each; answers how many. Pending ones stay, and ids of commands whose workflow instance has not ended or has letters. */
  sweep(request: { readonly keptMs: number; readonly limit: number }): Promise<number>;
}
