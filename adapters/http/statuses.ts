import type { ErrorCode } from "../../src/runtime/mod.ts";

/** The codes a problem can carry: the engine's errors, and `rejected` for a domain rejection. */
export type ProblemCode = ErrorCode | "rejected";

/** How one code answers over HTTP. */
export interface ProblemStatus {
  readonly status: number;
  /** Short and stable, for people; `detail` has the sentence of the case at hand. */
  readonly title: string;
}

/** The one place where codes become HTTP statuses. */
export const problemStatuses: Readonly<Record<ProblemCode, ProblemStatus>> = {
  malformed_json: { status: 400, title: "Malformed JSON" },
  invalid_command: { status: 400, title: "Invalid command" },
  invalid_query: { status: 400, title: "Invalid query" },
  unauthorized: { status: 401, title: "Unauthorized" },
  forbidden: { status: 403, title: "Forbidden" },
  not_found: { status: 404, title: "Not found" },
  refused: { status: 403, title: "Refused" },
  unknown_command: { status: 404, title: "Unknown command" },
  unknown_command_id: { status: 404, title: "Unknown command id" },
  unknown_query: { status: 404, title: "Unknown query" },
  unknown_stream: { status: 404, title: "Unknown stream" },
  unknown_processor: { status: 404, title: "Unknown processor" },
  unknown_workflow: { status: 404, title: "Unknown workflow" },
  unknown_instance: { status: 404, title: "Unknown instance" },
  unknown_sequence: { status: 404, title: "Unknown sequence" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  version_conflict: { status: 409, title: "Version conflict" },
  in_progress: { status: 409, title: "In progress" },
  workflow_refused: { status: 409, title: "Workflow refused" },
  processor_refused: { status: 409, title: "Processor refused" },
  sequence_parked: { status: 409, title: "Sequence parked" },
  cursor_ahead: { status: 409, title: "Cursor ahead" },
  precondition_failed: { status: 412, title: "Precondition failed" },
  payload_too_large: { status: 413, title: "Payload too large" },
  unsupported_media_type: { status: 415, title: "Unsupported media type" },
  rejected: { status: 422, title: "Rejected" },
  idempotency_mismatch: { status: 422, title: "Idempotency mismatch" },
  overloaded: { status: 429, title: "Overloaded" },
  // Nobody reads this answer: the caller has gone. The number is the one proxies log for it.
  aborted: { status: 499, title: "Aborted" },
  internal: { status: 500, title: "Internal error" },
  handler_failed: { status: 500, title: "Handler failed" },
  invalid_event: { status: 500, title: "Invalid event" },
  invalid_decision: { status: 500, title: "Invalid decision" },
  invalid_tables: { status: 500, title: "Invalid tables" },
  invalid_application: { status: 500, title: "Invalid application" },
  invalid_cluster: { status: 500, title: "Invalid cluster" },
  unsupported: { status: 501, title: "Unsupported" },
  contention: { status: 503, title: "Contention" },
  unavailable: { status: 503, title: "Unavailable" },
  outcome_unknown: { status: 503, title: "Outcome unknown" },
  store_not_ready: { status: 503, title: "Store not ready" },
  directory_locked: { status: 503, title: "Directory locked" },
  address_in_use: { status: 503, title: "Address in use" },
  unbound_relay: { status: 503, title: "Unbound relay" },
  timeout: { status: 504, title: "Timeout" },
};
