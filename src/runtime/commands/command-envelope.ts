import type { Metadata, StreamRef } from "../../model/message.ts";
import type { RetryNode } from "../../model/retry-node.ts";
import type { CommandTable } from "../../model/tables.ts";
import type { TelemetrySpan } from "../telemetry/telemetry.ts";

/** A command after validation and routing: everything that handling it needs. */
export interface CommandEnvelope {
  /** The id under which it is kept and which its events carry; holds the scope. */
  readonly id: string;
  /** The id as the caller knows it. */
  readonly callerId: string;
  readonly table: CommandTable;
  readonly stream: StreamRef;
  readonly payload: unknown;
  /** Present when the caller gave the id: the outcome is kept, and this tells a repeat from a misuse. */
  readonly hash: string | undefined;
  readonly expectedVersion: number | undefined;
  readonly metadata: Metadata;
  /** What of the metadata its events get. */
  readonly passedOn: Metadata;
  readonly retry: RetryNode;
  readonly correlationId: string;
  readonly causationId: string | null;
  /** The sequence it waits in, if any. */
  readonly sequence: string | undefined;
  readonly receivedAt: Date;
  /** Of its dispatch; undefined while nobody looks. */
  readonly span?: TelemetrySpan | undefined;
}
