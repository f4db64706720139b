import { JetStreamApiError } from "@nats-io/jetstream";

/** What a stream says of one that is larger than it takes, of its body or of its headers. Source: errors.json of nats-server. */
const tooLarge: ReadonlySet<number> = new Set([10054, 10097]);
/** The client says so of what no server takes: more than its max_payload, a header or a subject that cannot be. */
const impossible: ReadonlySet<string> = new Set(["InvalidArgumentError", "InvalidSubjectError"]);

/** Why a message will never be taken; undefined where it may be another time. */
export function refusalOf(error: unknown): string | undefined {
  // By name: the connection may be of another copy of the client than ours.
  if (error instanceof Error && impossible.has(error.name)) return error.message;
  return error instanceof JetStreamApiError && tooLarge.has(error.code) ? error.message : undefined;
}
