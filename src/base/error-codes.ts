/**
 * Every code an engine error can carry, with its meaning. Codes are a public contract: they are
 * added, never renamed. `adapters/http` maps them to statuses.
 */
export const errorCodes = {
  invalid_application: "The declarations contradict each other; `details.mistakes` lists all of them",
  invalid_tables: "What was to be compared is no application's tables",
  invalid_command: "The command does not fit its schema or cannot be routed; `details.issues` says where",
  invalid_query: "The query's parameters do not fit its schema; `details.issues` says where",
  invalid_event: "A decider emitted an event that does not fit its schema",
  invalid_decision: "A decider answered with something that is neither events nor a rejection",
  malformed_json: "The body is not JSON, nests too deeply or names a forbidden key",
  unknown_command: "No aggregate handles a command of this name",
  unknown_query: "No projection has a query of this name",
  unknown_stream: "The stream has no events",
  unknown_processor: "No processor of this name is known",
  unknown_sequence: "No letters of this sequence are there",
  processor_refused: "The processor does not stand so that this could be done; the sentence says what to do first",
  unknown_workflow: "No workflow of this name is known",
  unknown_instance: "The workflow has no instance of this id",
  workflow_refused: "The instance does not stand so that this could be done; the sentence says what to do first",
  sequence_parked: "The event waited for sits in the dead-letter table",
  version_conflict: "Another writer kept winning the stream until the retries ended",
  precondition_failed: "The stream is not at the version the caller expected",
  idempotency_mismatch: "The command id was used before with another payload",
  in_progress: "A command with the same id is being handled elsewhere",
  overloaded: "Too many commands are waiting; come back later",
  timeout: "The deadline passed before the work was done; nothing was changed by it",
  outcome_unknown: "The connection broke during the append and the deadline ended before its outcome was found out",
  unavailable: "The database or a broker is away, or the engine is stopping",
  cursor_ahead: "The cursor lies beyond the end of the log",
  handler_failed: "A handler threw an unexpected error",
  store_not_ready: "The database schema is missing, older or damaged",
  directory_locked: "Another process holds the data directory",
  unbound_relay: "A relay was started without a publisher that brings its events anywhere",
  invalid_cluster: "What a node is told of its cluster is incomplete, or no such thing",
  address_in_use: "Another process listens on the address",
  unsupported: "This store or runtime cannot do what was asked",
  payload_too_large: "The body is larger than the limit",
  unsupported_media_type: "The body is not declared as JSON",
  unauthorized: "The request carries no valid token",
  refused: "An interceptor refused the command",
  unknown_command_id: "No command of this id is known, or its outcome is not kept any more",
  contention: "Others held what the command needed, again and again: locks, or a sequence key across nodes",
  forbidden: "The request may not do this here",
  not_found: "There is nothing at this address",
  method_not_allowed: "The address does not answer to this method",
  aborted: "The caller gave up waiting",
  internal: "Something unexpected went wrong; the log has the cause",
} as const;

/** A code of `errorCodes`. */
export type ErrorCode = keyof typeof errorCodes;

/** Whether something is a code of `errorCodes`: it may come from another server, or from one of another version. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(errorCodes, code);
}
