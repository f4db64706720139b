import type { Json } from "../base/json.ts";
import type { Position } from "./position.ts";

/** The stream of one aggregate instance. */
export interface StreamRef {
  readonly type: string;
  readonly id: string;
}

/** Facts about a message that are not its payload: tenant, user, trace. */
export type Metadata = Readonly<Record<string, Json>>;

/** What `aggregate.commands.X(payload)` makes. */
export interface CommandMessage<Name extends string = string, Payload = unknown> {
  readonly kind: "command";
  readonly name: Name;
  readonly payload: Payload;
}

/** What `emit.X(data)` and `aggregate.events.X(data)` make. */
export interface EventMessage<Name extends string = string, Data = unknown> {
  readonly kind: "event";
  readonly name: Name;
  readonly data: Data;
}

/** What `reject.X(data)` and `aggregate.rejections.X(data)` make. */
export interface RejectionMessage<Name extends string = string, Data = unknown> {
  readonly kind: "rejection";
  readonly name: Name;
  readonly data: Data;
}

/** What a decider may answer: events, a rejection, or nothing to do. */
export type Decision = EventMessage | readonly EventMessage[] | RejectionMessage | undefined;

/** An event on its way into the log. */
export interface NewEvent {
  readonly id: string;
  /** Qualified by its aggregate: `account.MoneyDeposited`. */
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: Json;
  readonly metadata: Metadata;
}

/** An event of the log. */
export interface StoredEvent extends NewEvent {
  readonly position: Position;
  readonly stream: StreamRef;
  /** 1 for the first event of the stream, contiguous. */
  readonly version: number;
  /** The command that made the event. */
  readonly commandId: string;
  /** Shared by all messages of one conversation. */
  readonly correlationId: string;
  /** The message that caused the command, where the command came from inside; else null. */
  readonly causationId: string | null;
  /** When the database stored it. */
  readonly recordedAt: Date;
}

/** Which aggregate and event a qualified type names. */
export function qualifiedType(aggregate: string, event: string): string {
  return `${aggregate}.${event}`;
}
