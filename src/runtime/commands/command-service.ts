import type { Clock, Ids, Random } from "../../base/ports.ts";
import type { Tables } from "../../model/tables.ts";
import type { Store } from "../../store/store.ts";
import { type Deadline, deadline } from "../deadline.ts";
import type { CommandResult, CommandSubmission } from "../engine.ts";
import { acceptCommand } from "./accept-command.ts";
import { handleCommand } from "./handle-command.ts";
import { sequencer } from "./sequencer.ts";

export interface CommandService {
  submit(submission: CommandSubmission): Promise<CommandResult>;
}

export interface CommandServicePorts {
  readonly tables: Tables;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly maxWaiting: number;
  readonly maxConflicts: number;
}

const defaultTimeoutMs = 30_000;

/** Validate, route, sequence, then handle: the order of every command. */
export function commandService(ports: CommandServicePorts): CommandService {
  const { tables, store, clock, ids, random, maxWaiting, maxConflicts } = ports;
  const queues = sequencer({ maxWaiting });
  const handling = { tables, events: store.events, clock, ids, random, maxConflicts };
  const run = async (submission: CommandSubmission, limit: Deadline): Promise<CommandResult> => {
    const envelope = await acceptCommand(submission, { tables, clock, ids });
    const task = (): Promise<CommandResult> => handleCommand(envelope, { ports: handling, deadline: limit });
    return queues.run(envelope.sequence, { task, signal: limit.signal });
  };
  return {
    submit: async (submission) => {
      const { command, signal, timeoutMs = defaultTimeoutMs } = submission;
      const limit = deadline({ clock, timeoutMs, task: `handle command "${command}"`, signal });
      try {
        return await run(submission, limit);
      } finally {
        limit.end();
      }
    },
  };
}
