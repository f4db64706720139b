import { MyelinError } from "../../base/error.ts";
import type { Clock, Ids, Random } from "../../base/ports.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { Tables } from "../../model/tables.ts";
import type { EventStore } from "../../store/event-store.ts";
import type { Deadline } from "../deadline.ts";
import { type AttemptHistory, attemptCommand } from "./attempt-command.ts";
import type { CommandEnvelope } from "./command-envelope.ts";

export interface HandlePorts {
  readonly tables: Tables;
  readonly events: EventStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** Attempts that may lose the stream to another writer before `version_conflict`. */
  readonly maxConflicts: number;
}

export interface Handling {
  readonly ports: HandlePorts;
  readonly deadline: Deadline;
  /** Of attempts that were made elsewhere. */
  readonly history?: AttemptHistory;
}

const fresh: AttemptHistory = { firstVersion: undefined, uncertain: false };

/**
 * Attempts a command until it is settled: a lost race is decided again, a lost answer is looked for.
 *
 * @throws MyelinError `version_conflict`, `precondition_failed`, `timeout`, `outcome_unknown`, `unavailable`,
 * `in_progress`, `idempotency_mismatch`, `handler_failed`, `invalid_event`, `invalid_decision`
 */
export async function handleCommand(
  envelope: CommandEnvelope,
  { ports, deadline, history: before = fresh }: Handling,
): Promise<CommandResult> {
  const { tables, events, ids } = ports;
  const aggregate = tables.aggregates[envelope.table.aggregate];
  if (aggregate === undefined) throw new MyelinError("internal", "Cannot find the command's aggregate; compile again");
  let history = before;
  let conflicts = 0;
  for (let attempt = 1; ; attempt++) {
    checkDeadline(deadline, { envelope, history });
    const outcome = await attemptCommand({ envelope, aggregate, history, events, ids, deadline });
    if (outcome.kind === "settled") return outcome.result;
    history = outcome.history;
    if (outcome.why === "conflict" && ++conflicts >= ports.maxConflicts)
      throw conflictError(envelope, { conflicts, uncertain: history.uncertain });
    await ports.clock.sleep(pauseMs(outcome.why, { attempt, random: ports.random }), deadline.signal);
  }
}

/** Milliseconds before the next attempt. A lost race is retried soon and spread out; a database that is away gets longer. */
export function pauseMs(why: "conflict" | "away", { attempt, random }: { attempt: number; random: Random }): number {
  if (why === "away") return Math.min(1000, 25 * 2 ** Math.min(attempt, 6));
  return attempt === 1 ? 0 : random.next() * Math.min(100, 2 ** Math.min(attempt, 7));
}

interface Situation {
  readonly envelope: CommandEnvelope;
  readonly history: AttemptHistory;
}

function checkDeadline(deadline: Deadline, situation: Situation): void {
  if (deadline.over === undefined) return;
  throw situation.history.uncertain ? outcomeUnknown(situation.envelope) : deadline.over;
}

export function conflictError(
  envelope: CommandEnvelope,
  { conflicts, uncertain }: { conflicts: number; uncertain: boolean },
): MyelinError {
  if (uncertain) return outcomeUnknown(envelope);
  const { type, id } = envelope.stream;
  const message = `Cannot handle command "${envelope.table.name}": other writers won stream "${type}/${id}" ${conflicts} times; send it again, or sequence the commands of this stream`;
  return new MyelinError("version_conflict", message, { details: { attempts: conflicts } });
}

function outcomeUnknown({ callerId, hash }: CommandEnvelope): MyelinError {
  const keyed = hash !== undefined;
  const mend = keyed
    ? "send it again with the same id"
    : "look at the stream before you send it again, and use an id next time";
  const message = `Cannot tell the outcome of command "${callerId}": the connection broke during the append and stayed away; ${mend}`;
  return new MyelinError("outcome_unknown", message, { details: keyed ? { retryAfterMs: 1000 } : {} });
}
