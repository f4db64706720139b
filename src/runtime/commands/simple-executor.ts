import { freshHistory } from "./attempt-command.ts";
import type { CommandExecutor } from "./executor.ts";
import { type HandlePorts, handleCommand } from "./handle-command.ts";

/** A load and an append for each command, by itself: the reference that the batched mode is measured against. */
export function simpleExecutor(ports: HandlePorts): CommandExecutor {
  return {
    convoys: false,
    execute: (execution) => {
      const { envelope, deadline, history = freshHistory() } = execution;
      execution.departed();
      handleCommand(envelope, { ports, deadline, earlier: { history, failures: [] } }).then(
        (result) => execution.settle(result),
        (error: unknown) => execution.fail(error),
      );
    },
  };
}
