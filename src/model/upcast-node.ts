import type { Json } from "../base/json.ts";
import type { EventMessage, Metadata, StreamRef } from "./message.ts";

/** What an upcaster may look at beside the data. */
export interface UpcastContext {
  readonly stream: StreamRef;
  readonly version: number;
  readonly metadata: Metadata;
}

/** What becomes of a stored event whose shape is older: several events of today's shapes, one of them, or none. */
export interface Upcast {
  readonly kind: typeof upcastKind;
  readonly events: readonly EventMessage[];
}

/** No event data can carry it, so an upcaster's answer is never taken for data, nor data for an answer. */
export const upcastKind: unique symbol = Symbol("myelin.upcast");

/** What an upcaster can answer beside the data of the next schema version. */
export interface UpcastTools {
  /** Makes today's events, by name. */
  readonly emit: Readonly<Record<string, (data: unknown) => EventMessage>>;
  /** These events, of today's shapes, stand in place of the stored one; also for one that is called otherwise today. */
  split(...events: readonly EventMessage[]): Upcast;
  /** The event is not seen any more. */
  drop(): Upcast;
}

/** From one schema version to the next. Pure: the same stored event gives the same answer, for ever. */
export type UpcastFunction = (data: Json, event: UpcastContext, tools: UpcastTools) => Json | Upcast;
