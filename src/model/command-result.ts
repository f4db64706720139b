import type { Json } from "../base/json.ts";
import type { StreamRef } from "./message.ts";
import type { Position } from "./position.ts";

/** Where an event of a command stands; its data is in the log. */
export interface RecordedEvent {
  readonly type: string;
  readonly version: number;
  readonly position: Position;
}

/** A command whose events are stored, possibly none; nothing of it can be lost any more. */
export interface CommandDone {
  readonly ok: true;
  readonly commandId: string;
  readonly stream: StreamRef;
  /** Version of the stream after the command. */
  readonly version: number;
  /** Position of the stream's last event; wait for it to read your own write. */
  readonly position: Position;
  readonly events: readonly RecordedEvent[];
  /** Whether this is the outcome of an earlier submission of the same id. */
  readonly duplicate: boolean;
}

/** A command that the domain refused, on the state the stream had at its head; nothing was stored but a kept outcome. */
export interface CommandRejected {
  readonly ok: false;
  readonly commandId: string;
  readonly stream: StreamRef;
  /** The rejection's name. */
  readonly reason: string;
  readonly data: Json;
  /** The rejection's sentence, where it was declared with one. */
  readonly sentence: string | null;
  readonly duplicate: boolean;
}

/** What a command comes to. Told apart by `ok`. */
export type CommandResult = CommandDone | CommandRejected;

/** The same of a command whose rejections are known, by name with their payloads. Told apart by `ok`, then by `reason`. */
export type CommandResultOf<Rejections> = CommandDone | RejectedOf<Rejections>;

type RejectedOf<Rejections> = {
  readonly [R in keyof Rejections]: Omit<CommandRejected, "reason" | "data"> & {
    readonly reason: R;
    readonly data: Rejections[R];
  };
}[keyof Rejections];
