import type { Metadata } from "../../model/message.ts";
import { traceIdOf, traceOf } from "./trace-context.ts";

/** A command that a line of the log is about. */
export interface CommandMention {
  readonly commandId: string | undefined;
  readonly correlationId: string | undefined;
  readonly metadata: Metadata | undefined;
}

/** What every line about a command says, as far as it is known. */
export interface CommandFacts {
  readonly commandId?: string;
  /** Without one of its own a command's conversation is its id. */
  readonly correlationId?: string;
  readonly traceId?: string;
}

/** The facts by which a command is found in logs, traces and the store. */
export function commandFacts({ commandId, correlationId = commandId, metadata = {} }: CommandMention): CommandFacts {
  const trace = traceOf(metadata);
  return {
    ...(commandId === undefined ? {} : { commandId }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(trace === undefined ? {} : { traceId: traceIdOf(trace) }),
  };
}
