import { freshHistory } from "./attempt-command.ts";
import type { CommandExecutor } from "./executor.ts";
import { type HandlePorts, handleCommand } from "./handle-command.ts";
import { streamMemory } from "./stream-memory.ts";

export interface SimplePorts extends HandlePorts {
  /** Streams kept in memory, at most; 0: each command loads its stream. */
  readonly cacheSize: number;
}

/**
 * One command, one transaction, shared with no other: decided on what is in memory of its stream, or else on what is loaded. Without
 * memory it is the reference that all else is measured against.
 */
export function simpleExecutor(ports: SimplePorts): CommandExecutor {
  const memory = ports.cacheSize > 0 ? streamMemory(ports.cacheSize) : undefined;
  return {
    convoys: false,
    waiting: 0,
    retain: (stays) => memory?.retain(stays),
    execute: (execution) => {
      const { envelope, deadline, history = freshHistory() } = execution;
      execution.departed();
      handleCommand(envelope, { ports, deadline, earlier: { history, failures: [] }, memory }).then(
        (result) => execution.settle(result),
        (error: unknown) => execution.fail(error),
      );
    },
  };
}
