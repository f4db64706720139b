import type { EventMessage, Metadata, RejectionMessage, StreamRef } from "./message.ts";

/** What a decider can do, and the facts of the command. */
export interface DecideTools {
  readonly emit: Readonly<Record<string, (data: unknown) => EventMessage>>;
  readonly reject: Readonly<Record<string, (data?: unknown) => RejectionMessage>>;
  readonly commandId: string;
  readonly metadata: Metadata;
  /** The engine's clock when the command was taken up. */
  readonly now: Date;
  readonly stream: StreamRef;
  /** Version of the stream that `state` stands for; 0 for a new one. */
  readonly version: number;
}
