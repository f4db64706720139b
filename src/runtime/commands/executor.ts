import type { CommandResult } from "../../model/command-result.ts";
import type { StreamRef } from "../../model/message.ts";
import type { Deadline } from "../deadline.ts";
import type { AttemptHistory } from "./attempt-command.ts";
import type { CommandEnvelope } from "./command-envelope.ts";

/** A command whose turn has come, and where its outcome goes. */
export interface Execution {
  readonly envelope: CommandEnvelope;
  readonly deadline: Deadline;
  /** Exactly one of the two is called, once. Both as methods: an execution is one object, since there are thousands of them. */
  settle(result: CommandResult): void;
  fail(error: unknown): void;
  /** Of an earlier execution of the same command whose outcome is not known; then own events are looked for first. */
  readonly history: AttemptHistory | undefined;
  /** Called by the executor once the command has its place among those of its stream; at the latest before its outcome is told. */
  departed(): void;
}

/** Loads, decides and appends. */
export interface CommandExecutor {
  execute(execution: Execution): void;
  /** Forgets all streams but those that stay with this node. */
  retain(stays: (stream: StreamRef) => boolean): void;
  /** Whether commands of one stream may be handed over before their predecessors have ended: it keeps their order itself. */
  readonly convoys: boolean;
  /** Commands that wait here behind others of their stream. */
  readonly waiting: number;
}
