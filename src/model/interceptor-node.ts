import type { CommandResult } from "./command-result.ts";
import type { DecideTools } from "./decide-tools.ts";
import type { Decision, Metadata, StreamRef } from "./message.ts";

/** Which commands: a name in which `*` stands for any letters, or a regular expression. */
export type CommandPattern = string | RegExp;

/** A refusal by an interceptor, as a value: `why` is a sentence for the caller. */
export interface Refusal {
  readonly kind: "refusal";
  readonly why: string;
  /** Facts a program may act on. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A command where it is submitted: nothing is checked yet but its name. */
export interface SubmittedCommand {
  readonly name: string;
  readonly payload: unknown;
  readonly metadata: Metadata;
  /** The id under which the caller sent it, if any. */
  readonly commandId: string | undefined;
}

/** What a dispatch interceptor may answer: other metadata, a refusal, or nothing. */
export type DispatchAnswer = { readonly kind: "metadata"; readonly metadata: Metadata } | Refusal | undefined;

/** What a dispatch interceptor can do. Its effects are what it returns. */
export interface DispatchTools {
  /** The command goes on with these entries added to its metadata, replacing those of the same name. */
  annotate(entries: Metadata): DispatchAnswer;
  /** The command ends here: 403 `refused`. Nothing was locked, loaded or stored. */
  refuse(why: string, details?: Readonly<Record<string, unknown>>): Refusal;
}

/** What looks at a command where it is submitted. May take its time: the command's deadline goes on. */
export type DispatchFunction = (
  command: SubmittedCommand,
  tools: DispatchTools,
) => DispatchAnswer | Promise<DispatchAnswer>;

/** Runs where commands are submitted, before anything else, in declared order. */
export interface DispatchInterceptorNode {
  readonly name: string;
  readonly commands: CommandPattern;
  readonly intercept: DispatchFunction;
}

/** A command whose turn has come: checked, routed, not yet loaded. */
export interface HandledCommand {
  readonly name: string;
  readonly payload: unknown;
  readonly metadata: Metadata;
  readonly commandId: string;
  readonly stream: StreamRef;
}

/** What a handler interceptor can do beside `next`. */
export interface HandlerTools {
  /** The command ends here: 403 `refused`. */
  refuse(why: string, details?: Readonly<Record<string, unknown>>): Refusal;
  /** Ends when the caller's deadline is over. */
  readonly signal: AbortSignal;
}

/** What wraps the handling of a command: answers what `next` resolves with, or refuses. */
export type HandlerFunction = (
  command: HandledCommand,
  next: () => Promise<CommandResult>,
  tools: HandlerTools,
) => Promise<CommandResult | Refusal>;

/**
 * Wraps the handling of commands, in declared order, the first outermost. `next` handles the command and resolves with its
 * outcome, a domain rejection included; it may be called again after it failed, and then comes behind commands of its sequence that
 * went on meanwhile. Called again after it succeeded it answers the same outcome.
 */
export interface HandlerInterceptorNode {
  readonly name: string;
  readonly commands: CommandPattern;
  readonly intercept: HandlerFunction;
}

/** What an aggregate interceptor can do: as a decider, and it sees the command's name. */
export interface InterceptTools extends DecideTools {
  readonly command: string;
}

/** May refuse by a rejection, and may emit events, which come before the decider's and are in the state it sees. */
export type InterceptFunction = (state: unknown, payload: unknown, tools: InterceptTools) => Decision;

/** Runs before `decide`, with the state in hand. */
export interface AggregateInterceptorNode {
  readonly commands: CommandPattern;
  readonly intercept: InterceptFunction;
}

/** A message that is about to cause others. */
export interface CausingMessage {
  readonly kind: "command" | "event";
  readonly name: string;
  readonly metadata: Metadata;
}

/** Chooses what of a message's metadata goes on to the messages that it causes. */
export interface CorrelationNode {
  readonly name: string;
  readonly copy: (message: CausingMessage) => Metadata;
}
