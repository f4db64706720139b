import { isMyelinError, MyelinError } from "../../base/error.ts";
import { andThen, type MaybePromise } from "../../base/maybe-promise.ts";
import type { Ids } from "../../base/ports.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { AggregateTable } from "../../model/tables.ts";
import type { AppendResult, EventStore, LoadedStream } from "../../store/event-store.ts";
import type { Deadline } from "../deadline.ts";
import { appendRequest } from "./append-request.ts";
import type { CommandEnvelope } from "./command-envelope.ts";
import { doneResult, ownResult, recordedResult, rejectedResult } from "./command-results.ts";
import { type Decided, decideCommand, deciderThrew } from "./decide-command.ts";
import { evolveDecided, evolveState } from "./evolve-state.ts";

/** What earlier attempts of one submission have left behind. */
export interface AttemptHistory {
  /** The stream's version at the first load; own events can only lie above it. */
  readonly firstVersion: number | undefined;
  /** Whether an append was sent whose answer never came. */
  readonly uncertain: boolean;
}

export type Attempt =
  | { readonly kind: "settled"; readonly result: CommandResult }
  | { readonly kind: "retry"; readonly why: "conflict" | "away"; readonly history: AttemptHistory };

export interface AttemptRequest {
  readonly envelope: CommandEnvelope;
  readonly aggregate: AggregateTable;
  readonly history: AttemptHistory;
  readonly events: EventStore;
  readonly ids: Ids;
  readonly deadline: Deadline;
}

/**
 * Loads, decides and appends once. Every outcome, also one without events, is confirmed by the append against the head it was
 * decided on; only then is it answered.
 */
export async function attemptCommand(request: AttemptRequest): Promise<Attempt> {
  const { envelope, history } = request;
  const loaded = await load(request);
  if (loaded === "away") return { kind: "retry", why: "away", history };
  const firstVersion = history.firstVersion ?? loaded.head.version;
  const known = knownResult(envelope, loaded, { firstVersion, uncertain: history.uncertain });
  if (known !== undefined) return { kind: "settled", result: known };
  checkExpectedVersion(envelope, loaded);
  const decided = await decide(request, loaded);
  // The loop says what a passed deadline means: nothing happened, or the outcome is unknown.
  if (request.deadline.over !== undefined) return { kind: "retry", why: "away", history };
  return settle({ ...request, history: { ...history, firstVersion } }, { loaded, decided });
}

/** Before anything was sent a database that is away is the caller's to know; afterwards the outcome must be found out. */
async function load({ envelope, events, history }: AttemptRequest): Promise<LoadedStream | "away"> {
  const kept = envelope.hash === undefined ? {} : { commandId: envelope.id };
  try {
    const [loaded] = await events.load([{ stream: envelope.stream, after: 0, ...kept }]);
    if (loaded === undefined) throw new MyelinError("internal", "Cannot read the load's answer: the store gave none");
    return loaded;
  } catch (error) {
    if (history.uncertain && isMyelinError(error) && error.code === "unavailable") return "away";
    throw error;
  }
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

/** An event that its aggregate cannot evolve would make the stream unreadable: then nothing is stored. */
function decide({ envelope, aggregate, ids }: AttemptRequest, { events, head }: LoadedStream): MaybePromise<Decided> {
  const on = { state: evolveState(aggregate, events), head };
  const { stream } = envelope;
  return andThen(decideCommand({ envelope, aggregate, ...on, nextId: ids.next }), (decided) => {
    if (decided.kind !== "events") return decided;
    try {
      evolveDecided(aggregate, { on, stream, events: decided.events });
      return decided;
    } catch (error) {
      return { kind: "failure", error: deciderThrew({ envelope, aggregate }, error) };
    }
  });
}

interface Decision {
  readonly loaded: LoadedStream;
  readonly decided: Decided;
}

async function settle(request: AttemptRequest, decision: Decision): Promise<Attempt> {
  const { envelope, history } = request;
  const result = await append(request, decision);
  switch (result.kind) {
    case "unknown":
      return { kind: "retry", why: "away", history: { ...history, uncertain: true } };
    case "conflict":
      return { kind: "retry", why: "conflict", history };
    case "duplicate":
      return {
        kind: "settled",
        result: recordedResult(envelope, { recorded: result.recorded, duplicate: !history.uncertain }),
      };
    case "in-progress":
      // An earlier attempt of this very submission may be the one that holds the id.
      if (history.uncertain) return { kind: "retry", why: "away", history };
      throw inProgress(envelope);
    case "appended":
      return { kind: "settled", result: confirmed(envelope, { ...decision, appended: result }) };
  }
}

interface Confirmation extends Decision {
  readonly appended: Extract<AppendResult, { kind: "appended" }>;
}

function confirmed(envelope: CommandEnvelope, { loaded, decided, appended }: Confirmation): CommandResult {
  switch (decided.kind) {
    case "events":
      return doneResult(envelope, { appended: appended.events, before: loaded.head });
    case "rejection":
      return rejectedResult(envelope, decided.rejection);
    case "failure":
      throw decided.error;
  }
}

async function append(
  request: AttemptRequest,
  decision: Decision,
): Promise<AppendResult | { readonly kind: "unknown" }> {
  try {
    const { decided, loaded } = decision;
    const [result] = await request.events.append([appendRequest(request.envelope, { decided, head: loaded.head })]);
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

export function inProgress({ callerId }: CommandEnvelope): MyelinError {
  const message = `Cannot handle command "${callerId}": another submission of this id is being handled; ask again later`;
  return new MyelinError("in_progress", message, { details: { retryAfterMs: 1000 } });
}
