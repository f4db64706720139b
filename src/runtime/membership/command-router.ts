import { keyHash } from "../../base/key-hash.ts";
import type { Ids } from "../../base/ports.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { EventStore } from "../../store/event-store.ts";
import type { CommandEnvelope } from "../commands/command-envelope.ts";
import { ownResult } from "../commands/command-results.ts";
import type { Caller, CommandRun } from "../commands/command-run.ts";
import { outcomeUnknown } from "../commands/handle-command.ts";
import type { Deadline } from "../deadline.ts";
import type { CommandSubmission } from "../engine.ts";
import type { Errand } from "./errand.ts";
import type { ForwardedSubmission } from "./node-connector.ts";
import { type SendContext, sendErrand } from "./send-errand.ts";

/** Takes commands to their home nodes. */
export interface CommandRouter {
  /** False: the command is to be handled here. */
  takes(run: CommandRun, submission: CommandSubmission): boolean;
  /** The same for a command that this node does not know; true where another does. */
  takesStray(submission: CommandSubmission, stray: Stray): boolean;
}

/** A command that was refused here. */
export interface Stray {
  readonly deadline: Deadline;
  readonly caller: Caller;
  /** The refusal, where nobody else knows it either. */
  readonly refused: unknown;
}

export interface RouterPorts extends SendContext {
  readonly events: Pick<EventStore, "load">;
  readonly ids: Ids;
}

export function commandRouter(ports: RouterPorts): CommandRouter {
  const { membership, ids } = ports;
  return {
    takes: (run, submission) => {
      // A policy may be a function: it cannot travel.
      if (submission.retry !== undefined) return false;
      const { stream, table } = run.envelope;
      const hash = keyHash(stream.id);
      const home = membership.home({ hash, command: table.name });
      if (home === undefined) return false;
      void sendErrand(new RunErrand(run, { submission, hash, events: ports.events }), home, ports);
      return true;
    },
    takesStray: (submission, stray) => {
      const commandId = submission.id ?? ids.next();
      const hash = keyHash(commandId);
      const home = membership.home({ hash, command: submission.command });
      if (home === undefined) return false;
      void sendErrand(strayErrand(submission, { ...stray, commandId, hash }), home, ports);
      return true;
    },
  };
}

interface RunFacts {
  readonly submission: CommandSubmission;
  readonly hash: number;
  readonly events: Pick<EventStore, "load">;
}

/** An accepted command that goes elsewhere. A class, as there may be thousands at once. */
class RunErrand implements Errand {
  readonly submission: Errand["submission"];
  readonly commandId: string;
  readonly dispatched = true;
  readonly hash: number;
  readonly deadline: Deadline;
  private readonly run: CommandRun;
  private readonly events: Pick<EventStore, "load">;

  constructor(run: CommandRun, { submission, hash, events }: RunFacts) {
    const { envelope, deadline } = run;
    this.submission = sent(submission, envelope);
    this.commandId = envelope.callerId;
    this.hash = hash;
    this.deadline = deadline;
    this.run = run;
    this.events = events;
  }

  settle(result: CommandResult): void {
    this.run.answer(result);
  }

  fail(error: unknown): void {
    this.run.fail(error);
  }

  here(uncertain: boolean): void {
    if (uncertain) this.run.beginAgain();
    else this.run.begin();
  }

  async find(): Promise<CommandResult | undefined> {
    const { envelope } = this.run;
    const [loaded] = await this.events.load([{ stream: envelope.stream, after: 0 }]);
    return loaded === undefined ? undefined : ownResult(envelope, { loaded, firstVersion: 0 });
  }

  unknown(): unknown {
    return outcomeUnknown(this.run.envelope);
  }
}

function strayErrand(
  submission: CommandSubmission,
  { deadline, caller, refused, commandId, hash }: Stray & Pick<Errand, "commandId" | "hash">,
): Errand {
  return {
    submission: sent(submission, submission),
    commandId,
    dispatched: false,
    hash,
    deadline,
    settle: (result) => caller.resolve(result),
    fail: (error) => caller.reject(error),
    here: () => caller.reject(refused),
    find: async () => undefined,
    unknown: () => outcomeUnknown({ callerId: commandId, hash: submission.id }),
  };
}

type Sent = Pick<CommandEnvelope, "metadata" | "correlationId"> | Pick<CommandSubmission, "metadata" | "correlationId">;

/** What `JSON.stringify` leaves out where it is undefined. */
function sent(submission: CommandSubmission, { metadata, correlationId }: Sent): Errand["submission"] {
  const { command, payload, id, scope, expectedVersion, causationId } = submission;
  // Undefined members are as good as absent: they never leave this process.
  return { command, payload, id, scope, expectedVersion, metadata, correlationId, causationId } as Omit<
    ForwardedSubmission,
    "timeoutMs"
  >;
}
