import { isMyelinError, MyelinError } from "../../base/error.ts";
import type { Clock, Random } from "../../base/ports.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { AttemptFailure } from "../../model/retry-node.ts";
import type { AggregateTable, Tables } from "../../model/tables.ts";
import type { EventStore } from "../../store/event-store.ts";
import type { Deadline } from "../deadline.ts";
import {
  type Attempt,
  type AttemptHistory,
  type AttemptPorts,
  type AttemptRequest,
  attemptCommand,
} from "./attempt-command.ts";
import { attemptInCluster } from "./attempt-in-cluster.ts";
import { attemptRemembered } from "./attempt-remembered.ts";
import { scopeOf } from "./batched/lane.ts";
import type { CommandEnvelope } from "./command-envelope.ts";
import { nextPause } from "./next-pause.ts";
import type { StreamMemory } from "./stream-memory.ts";

export interface HandlePorts extends AttemptPorts {
  readonly tables: Tables;
  readonly events: EventStore;
  readonly random: Random;
}

/** What became of attempts that were made elsewhere. */
export interface Earlier {
  readonly history: AttemptHistory;
  readonly failures: readonly AttemptFailure[];
}

export interface Handling {
  readonly ports: HandlePorts;
  readonly deadline: Deadline;
  readonly earlier: Earlier;
  /** What the first attempt may be decided on, and what later ones teach; without it streams are always loaded. */
  readonly memory?: StreamMemory | undefined;
}

/**
 * Attempts a command until it is settled: what fails in a way that passes is decided again as the command's retry policy says,
 * a lost answer is looked for until the deadline ends.
 *
 * @throws MyelinError `version_conflict`, `contention`, `precondition_failed`, `timeout`, `outcome_unknown`, `unavailable`,
 * `in_progress`, `idempotency_mismatch`, `handler_failed`, `invalid_event`, `invalid_decision`
 */
export async function handleCommand(
  envelope: CommandEnvelope,
  { ports, deadline, earlier, memory }: Handling,
): Promise<CommandResult> {
  const aggregate = aggregateOf(envelope, ports.tables);
  const { events } = ports;
  let { history, failures } = earlier;
  for (let times = 1; ; times++) {
    checkDeadline(deadline, { envelope, history });
    const outcome = await attempt({ envelope, aggregate, history, events, ports, deadline, memory }, times === 1);
    if (outcome.kind === "settled") return outcome.result;
    history = outcome.history;
    // With a precondition a lost race is no failure: the next look says 412.
    if (outcome.kind === "failed" && isLostPrecondition(envelope, outcome.error)) continue;
    if (outcome.kind === "failed") failures = withFailure(failures, { error: outcome.error, clock: ports.clock });
    const pause = outcome.kind === "away" ? awayPause(times) : pauseAfter(envelope, { failures, history, ports });
    ports.counting?.retried(envelope.table.name);
    await ports.clock.sleep(pause, deadline.signal);
  }
}

/** The first attempt may do without a load. What may have been stored already has to be looked for, though. */
async function attempt(request: AttemptRequest & { readonly events: EventStore }, first: boolean): Promise<Attempt> {
  const { envelope, history, memory } = request;
  // A stream whose sequence is held on all nodes is mostly written elsewhere next: it is not remembered.
  if (scopeOf(envelope) === "cluster") return attemptInCluster(request);
  const recalls = first && memory !== undefined && !history.uncertain;
  return (recalls ? await attemptRemembered(request, memory) : undefined) ?? attemptCommand(request);
}

function isLostPrecondition({ expectedVersion }: CommandEnvelope, { code }: MyelinError): boolean {
  return expectedVersion !== undefined && code === "version_conflict";
}

/** The aggregate that a command is for: the compiler has seen to it that there is one. */
export function aggregateOf({ table }: Pick<CommandEnvelope, "table">, { aggregates }: Tables): AggregateTable {
  const aggregate = aggregates[table.aggregate];
  if (aggregate !== undefined) return aggregate;
  throw new MyelinError("internal", `Cannot find aggregate "${table.aggregate}" in the tables; compile again`);
}

export function withFailure(
  failures: readonly AttemptFailure[],
  { error, clock }: { error: Error; clock: Pick<Clock, "now"> },
): readonly AttemptFailure[] {
  return [...failures, { attempt: failures.length + 1, error, at: clock.now() }];
}

/** A database that is away gets some time. */
function awayPause(times: number): number {
  return Math.min(1000, 25 * 2 ** Math.min(times, 6));
}

interface Failed extends Earlier {
  readonly ports: Pick<HandlePorts, "random" | "clock">;
}

/** Milliseconds until the next attempt; throws what the caller gets when the policy gives up. */
export function pauseAfter(envelope: CommandEnvelope, { failures, history, ports }: Failed): number {
  const pause = nextPause(envelope, { failures, random: ports.random, now: ports.clock.now() });
  if (pause !== undefined) return pause;
  throw history.uncertain ? outcomeUnknown(envelope) : lastFailure(envelope, failures);
}

function lastFailure({ table, stream }: CommandEnvelope, failures: readonly AttemptFailure[]): MyelinError {
  const error = failures.at(-1)?.error;
  const details = { attempts: failures.length };
  if (isMyelinError(error) && error.code === "contention")
    return new MyelinError("contention", error.message, { details, cause: error });
  const message = `Cannot handle command "${table.name}": other writers won stream "${stream.type}/${stream.id}" ${failures.length} times; send it again, or sequence the commands of this stream`;
  return new MyelinError("version_conflict", message, { details, cause: error });
}

interface Situation {
  readonly envelope: CommandEnvelope;
  readonly history: AttemptHistory;
}

function checkDeadline(deadline: Deadline, situation: Situation): void {
  if (deadline.over === undefined) return;
  throw situation.history.uncertain ? outcomeUnknown(situation.envelope) : deadline.over;
}

export function outcomeUnknown({ callerId, hash }: Pick<CommandEnvelope, "callerId" | "hash">): MyelinError {
  const keyed = hash !== undefined;
  const mend = keyed
    ? "send it again with the same id"
    : "look at the stream before you send it again, and use an id next time";
  const message = `Cannot tell the outcome of command "${callerId}": the connection broke during the append and stayed away; ${mend}`;
  return new MyelinError("outcome_unknown", message, { details: keyed ? { retryAfterMs: 1000 } : {} });
}
