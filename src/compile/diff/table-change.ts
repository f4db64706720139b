/** What of the tables a change is about, and how: stable words for scripts. */
export type ChangeCode =
  | "application_renamed"
  | "aggregate_added"
  | "aggregate_removed"
  | "event_added"
  | "event_removed"
  | "event_retired"
  | "event_changed"
  | "event_narrowed"
  | "event_version_raised"
  | "event_version_lowered"
  | "upcaster_removed"
  | "snapshot_changed"
  | "rejection_added"
  | "rejection_removed"
  | "rejection_changed"
  | "command_added"
  | "command_removed"
  | "command_moved"
  | "command_narrowed"
  | "command_changed"
  | "command_route_changed"
  | "command_sequence_changed"
  | "processor_added"
  | "processor_removed"
  | "processor_renamed"
  | "processor_kind_changed"
  | "processor_sequence_changed"
  | "processor_delivery_changed"
  | "processor_changed"
  | "handler_added"
  | "handler_removed"
  | "projection_key_changed"
  | "projection_table_changed"
  | "projection_life_changed"
  | "query_added"
  | "query_removed"
  | "query_narrowed"
  | "query_changed"
  | "workflow_version_added"
  | "workflow_version_removed"
  | "workflow_version_changed"
  | "workflow_latest_lowered"
  | "workflow_correlation_changed"
  | "workflow_state_removed"
  | "workflow_state_narrowed"
  | "workflow_timer_removed"
  | "workflow_timer_narrowed"
  | "workflow_signal_removed"
  | "workflow_signal_narrowed"
  | "workflow_input_narrowed"
  | "workflow_reaction_removed";

/** One difference between two tables. */
export interface TableChange {
  readonly code: ChangeCode;
  /** What it is about, such as `account.MoneyDeposited`, `OpenAccount`, `balances`. */
  readonly subject: string;
  /** Whether something that is stored, or somebody who calls, depends on what was there. */
  readonly breaking: boolean;
  /** What changed: a sentence. */
  readonly change: string;
  /** What follows of it once the new tables are deployed. */
  readonly consequence: string;
  /** What to do about it; null where nothing has to be done. */
  readonly mend: string | null;
}

export type ChangeFacts = Omit<TableChange, "breaking" | "mend"> & { readonly mend?: string };

/** A change that something depends on. */
export function breaking(facts: ChangeFacts & { readonly mend: string }): TableChange {
  return { breaking: true, ...facts };
}

/** A change that may be deployed as it is. */
export function safe({
  mend = null,
  ...facts
}: Omit<ChangeFacts, "mend"> & { readonly mend?: string | null }): TableChange {
  return { breaking: false, ...facts, mend };
}
