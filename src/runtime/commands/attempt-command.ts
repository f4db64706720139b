import { isMyelinError, MyelinError } from "../../base/error.ts";
import { andThen, type MaybePromise } from "../../base/maybe-promise.ts";
import type { Clock, Ids, Log } from "../../base/ports.ts";
import type { CommandResult, RecordedEvent } from "../../model/command-result.ts";
import type { AggregateTable } from "../../model/tables.ts";
import type { AppendResult, ExclusiveEvents, LoadedStream } from "../../store/event-store.ts";
import type { Deadline } from "../deadline.ts";
import { during, partSpan } from "../telemetry/command-spans.ts";
import type { ExecutionMetrics } from "../telemetry/execution-metrics.ts";
import { appendRequest } from "./append-request.ts";
import { beforeDeadline } from "./before-deadline.ts";
import type { CommandEnvelope } from "./command-envelope.ts";
import { doneResult, ownResult, recordedResult, rejectedResult } from "./command-results.ts";
import { type Decided, decideCommand, deciderThrew } from "./decide-command.ts";
import { evolveDecided } from "./evolve-state.ts";
import { type AggregateAnswer, loadAggregates } from "./load-aggregates.ts";
import type { SnapshotWriter } from "./snapshot-writer.ts";
import type { CachedStream } from "./stream-cache.ts";
import type { StreamMemory } from "./stream-memory.ts";
import { passes } from "./transient.ts";

/** What earlier attempts of one submission have left behind. */
export interface AttemptHistory {
  /** The stream's version when it was first decided on; own events can only lie above it. */
  readonly firstVersion: number | undefined;
  /** Whether an append was sent whose answer never came. */
  readonly uncertain: boolean;
}

/** Of a command that sent nothing whose answer was lost. */
export function freshHistory(): AttemptHistory {
  return { firstVersion: undefined, uncertain: false };
}

export type Attempt =
  | { readonly kind: "settled"; readonly result: CommandResult }
  /** It failed in a way that passes: the command's policy says what then. */
  | { readonly kind: "failed"; readonly error: MyelinError; readonly history: AttemptHistory }
  /** Nothing can be known now: to be asked again until the deadline ends. */
  | { readonly kind: "away"; readonly history: AttemptHistory };

export interface AttemptPorts {
  /** Undefined where nothing is counted. */
  readonly counting?: ExecutionMetrics | undefined;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  readonly snapshots: SnapshotWriter;
}

export interface AttemptRequest {
  readonly envelope: CommandEnvelope;
  readonly aggregate: AggregateTable;
  readonly history: AttemptHistory;
  readonly events: ExclusiveEvents;
  readonly ports: AttemptPorts;
  readonly deadline: Deadline;
  /** Told of what is learnt of the stream, where it is remembered. */
  readonly memory: StreamMemory | undefined;
}

/**
 * Loads, decides and appends once. Every outcome, also one without events, is confirmed by the append against the head it was
 * decided on; only then is it answered.
 */
export async function attemptCommand(request: AttemptRequest): Promise<Attempt> {
  const { envelope, history, memory } = request;
  try {
    const { loaded, stream, loadMs } = await beforeDeadline(request.deadline, loading(request));
    const { version } = loaded.head;
    memory?.keep(request, stream);
    memory?.learn(request, version === 0);
    // A log that was set back stands below what was decided on first, and so may own events since.
    const known = { firstVersion: Math.min(history.firstVersion ?? version, version), uncertain: history.uncertain };
    const outcome = knownResult(envelope, loaded, known);
    if (outcome !== undefined) return { kind: "settled", result: outcome };
    checkExpectedVersion(envelope, loaded);
    const { decided, after } = await decideOn(request, stream);
    // The loop says what a passed deadline means: nothing happened, or the outcome is unknown.
    if (request.deadline.over !== undefined) return { kind: "away", history };
    const attempt = await settleDecision(request, { decided, on: stream, after, loadMs, history: known });
    return attempt ?? { kind: "failed", error: lostRace(envelope), history: known };
  } catch (error) {
    return failedAttempt(request, error);
  }
}

/** What a failure means for the command; what is nobody's fault is a value, the rest is thrown. */
export function failedAttempt({ deadline, history }: AttemptRequest, error: unknown): Attempt {
  // The loop says what that means: nothing happened, or the outcome is unknown.
  if (error === deadline.over) return { kind: "away", history };
  if (isMyelinError(error) && passes(error)) return { kind: "failed", error, history };
  // Before anything was sent a database that is away is the caller's to know; afterwards the outcome must be found out.
  if (isMyelinError(error) && error.code === "unavailable" && history.uncertain) return { kind: "away", history };
  throw error;
}

function loading(request: AttemptRequest): Promise<Loaded> {
  const span = partSpan(request.envelope, "load");
  return span === undefined ? load(request) : during(span, load(request));
}

type Loaded = Extract<AggregateAnswer, { kind: "loaded" }>;

async function load({ envelope, aggregate, events, history, ports }: AttemptRequest): Promise<Loaded> {
  const { stream } = envelope;
  const commandId = envelope.hash === undefined ? undefined : envelope.id;
  // Own events of an attempt whose answer was lost may lie below a snapshot that was made since.
  const request = { aggregate, stream, commandId, whole: history.uncertain };
  const [answer] = await loadAggregates([request], { events, clock: ports.clock, log: ports.log });
  if (answer?.kind === "loaded") return answer;
  throw answer?.error ?? new MyelinError("internal", "Cannot read the load's answer: the store gave none");
}

function knownResult(
  envelope: CommandEnvelope,
  loaded: LoadedStream,
  { firstVersion, uncertain }: { firstVersion: number; uncertain: boolean },
): CommandResult | undefined {
  if (loaded.recorded !== undefined)
    return recordedResult(envelope, { recorded: loaded.recorded, duplicate: !uncertain });
  return ownResult(envelope, { loaded, firstVersion });
}

function checkExpectedVersion({ expectedVersion, stream }: CommandEnvelope, { head }: LoadedStream): void {
  if (expectedVersion === undefined || expectedVersion === head.version) return;
  const message = `Cannot handle the command: stream "${stream.type}/${stream.id}" is at version ${head.version}, not ${expectedVersion}; load it again and decide anew`;
  throw new MyelinError("precondition_failed", message, {
    details: { version: head.version, expected: expectedVersion },
  });
}

export interface Decision {
  readonly decided: Decided;
  /** What was decided on, and what is left behind once it is appended. */
  readonly on: CachedStream;
  readonly after: CachedStream;
  readonly loadMs: number;
  /** With what this attempt was decided on. */
  readonly history: AttemptHistory;
}

/** An event that its aggregate cannot evolve would make the stream unreadable: then nothing is stored. */
export function decideOn(
  { envelope, aggregate, ports }: AttemptRequest,
  on: CachedStream,
): MaybePromise<Pick<Decision, "decided" | "after">> {
  const { stream } = envelope;
  const { state, head } = on;
  return andThen(decideCommand({ envelope, aggregate, state, head, nextId: ports.ids.next }), (decided) => {
    if (decided.kind !== "events") return { decided, after: on };
    try {
      return { decided, after: evolveDecided(aggregate, { on, stream, events: decided.events }) };
    } catch (error) {
      return { decided: { kind: "failure", error: deciderThrew({ envelope, aggregate }, error) }, after: on };
    }
  });
}

/** Appends a decision, or confirms one without events. Undefined when the stream does not stand as it was decided on. */
export async function settleDecision(request: AttemptRequest, decision: Decision): Promise<Attempt | undefined> {
  const { envelope, memory } = request;
  const { history, on } = decision;
  const result = await append(request, decision);
  switch (result.kind) {
    case "unknown":
      memory?.forget(request, on);
      return { kind: "away", history: { firstVersion: history.firstVersion, uncertain: true } };
    case "conflict":
      request.ports.counting?.conflict(envelope.table.aggregate);
      memory?.forget(request, on);
      return undefined;
    case "duplicate":
      return {
        kind: "settled",
        result: recordedResult(envelope, { recorded: result.recorded, duplicate: !history.uncertain }),
      };
    case "in-progress":
      // An earlier attempt of this very submission may be the one that holds the id.
      if (history.uncertain) return { kind: "away", history };
      throw inProgress(envelope);
    case "appended":
      return { kind: "settled", result: confirmed(request, { appended: result, decision }) };
  }
}

interface Confirmation {
  readonly decision: Decision;
  readonly appended: Extract<AppendResult, { kind: "appended" }>;
}

function confirmed(request: AttemptRequest, { decision, appended }: Confirmation): CommandResult {
  const { envelope, aggregate, ports, memory } = request;
  const { decided, on, after, loadMs } = decision;
  switch (decided.kind) {
    case "events": {
      const types = appended.events.map(({ type }) => type);
      const stream = positioned(after, appended.events);
      const kept = ports.snapshots.consider({ aggregate, stream: envelope.stream, after: stream, types, loadMs });
      memory?.keep(request, kept);
      return doneResult(envelope, { appended: appended.events, before: on.head });
    }
    case "rejection":
      memory?.keep(request, on);
      return rejectedResult(envelope, decided.rejection);
    case "failure":
      throw decided.error;
  }
}

/** What is left behind knows its position only now. */
function positioned({ state, head, kept }: CachedStream, events: readonly RecordedEvent[]): CachedStream {
  const { version, eventId } = head;
  return { state, head: { version, eventId, position: events.at(-1)?.position ?? head.position }, kept };
}

async function append(
  request: AttemptRequest,
  decision: Decision,
): Promise<AppendResult | { readonly kind: "unknown" }> {
  try {
    const { decided, on } = decision;
    request.ports.counting?.appending(1);
    const sent = request.events.append([appendRequest(request.envelope, { decided, head: on.head })]);
    const span = partSpan(request.envelope, "append");
    const [result] = await (span === undefined ? sent : during(span, sent));
    if (result === undefined) throw new MyelinError("internal", "Cannot read the append's answer: the store gave none");
    return result;
  } catch (error) {
    if (!isMyelinError(error)) throw error;
    // An append that was refused before it was sent is harmless, but one sent earlier may still be under way.
    const unknown = error.code === "outcome_unknown" || (error.code === "unavailable" && request.history.uncertain);
    if (unknown) return { kind: "unknown" };
    throw error;
  }
}

/** Another writer was faster: what the command's retry policy gets to see. */
export function lostRace({ table, stream }: CommandEnvelope): MyelinError {
  const message = `Cannot handle command "${table.name}": another writer won stream "${stream.type}/${stream.id}"; decide again`;
  return new MyelinError("version_conflict", message);
}

export function inProgress({ callerId }: CommandEnvelope): MyelinError {
  const message = `Cannot handle command "${callerId}": another submission of this id is being handled; ask again later`;
  return new MyelinError("in_progress", message, { details: { retryAfterMs: 1000 } });
}
