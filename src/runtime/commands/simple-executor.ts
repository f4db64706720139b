import { freshHistory } from "./attempt-command.ts";
import type { CommandExecutor } from "./executor.ts";
import { type HandlePorts, handleCommand } from "./handle-command.ts";

/** A load and an append for each command, by itself: the reference that the batched mode is measured against. */
export function simpleExecutor(ports: HandlePorts): CommandExecutor {
  return {
    convoys: false,
    execute: ({ envelope, deadline, settle, fail, departed, history = freshHistory() }) => {
      departed();
      handleCommand(envelope, { ports, deadline, earlier: { history, failures: [] } }).then(settle, fail);
    },
  };
}
