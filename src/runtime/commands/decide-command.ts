import { isMyelinError, MyelinError, messageOf } from "../../base/error.ts";
import { isRecord, type Json } from "../../base/json.ts";
import { allOf, andThen, type MaybePromise } from "../../base/maybe-promise.ts";
import type { DecideTools } from "../../model/decide-tools.ts";
import type { AggregateInterceptorNode } from "../../model/interceptor-node.ts";
import type { Decision, EventMessage, NewEvent, RejectionMessage } from "../../model/message.ts";
import type { AggregateTable, EventTable } from "../../model/tables.ts";
import type { RejectionRecord, StreamHead } from "../../store/event-store.ts";
import { type Parsed, parseWith } from "../schema-issues.ts";
import { partSpan } from "../telemetry/command-spans.ts";
import type { TelemetrySpan } from "../telemetry/telemetry.ts";
import type { CommandEnvelope } from "./command-envelope.ts";
import { evolveDecided } from "./evolve-state.ts";

export interface DecideRequest {
  readonly envelope: CommandEnvelope;
  readonly aggregate: AggregateTable;
  readonly state: unknown;
  readonly head: StreamHead;
  readonly nextId: () => string;
}

/** What a decider wants to happen, checked. */
export type Decided =
  | { readonly kind: "events"; readonly events: readonly NewEvent[] }
  | { readonly kind: "rejection"; readonly rejection: RejectionRecord }
  /** The decider threw, or its answer is not one; to be thrown once the head is confirmed. */
  | { readonly kind: "failure"; readonly error: MyelinError };

/**
 * Runs interceptors and decider once and checks what they answer: at once, or as a promise where a schema is asynchronous. Never throws: a
 * failure is a value, since it too must be confirmed.
 */
export function decideCommand(request: DecideRequest): MaybePromise<Decided> {
  const span = partSpan(request.envelope, "decide");
  if (span === undefined) return decideNow(request);
  const deciding = span.within(() => decideNow(request));
  return andThen(deciding, (decided) => told(span, decided));
}

function told(span: TelemetrySpan, decided: Decided): Decided {
  if (decided.kind === "failure") span.fail(decided.error);
  else if (decided.kind === "rejection") span.set({ "myelin.rejection": decided.rejection.reason });
  else span.set({ "myelin.events.count": decided.events.length });
  span.end();
  return decided;
}

function decideNow(request: DecideRequest): MaybePromise<Decided> {
  try {
    const decided = decideIn(request, 0);
    return decided instanceof Promise ? decided.catch((error: unknown) => failed(request, error)) : decided;
  } catch (error) {
    return failed(request, error);
  }
}

function failed(request: DecideRequest, error: unknown): Decided {
  return { kind: "failure", error: isMyelinError(error) ? error : deciderThrew(request, error) };
}

/** Asks the decider, after the interceptors of the command: each sees the state that the former ones left. */
function decideIn(request: DecideRequest, from: number): MaybePromise<Decided> {
  const { interceptors } = request.envelope.table;
  for (let nth = from; nth < interceptors.length; nth++) {
    const interceptor = interceptors[nth];
    const answer = interceptor === undefined ? undefined : callInterceptor(request, interceptor);
    // Nearly always it lets the command through.
    if (answer !== undefined) return followInterceptor(request, { nth, answer });
  }
  return checkedDecision(request, callDecider(request));
}

function followInterceptor(
  request: DecideRequest,
  { nth, answer }: { nth: number; answer: Decision },
): MaybePromise<Decided> {
  return andThen(checkedDecision(request, answer), (decided) =>
    decided.kind === "events" ? decideBehind(request, { nth, events: decided.events }) : decided,
  );
}

interface Emitted {
  readonly nth: number;
  readonly events: readonly NewEvent[];
}

/** What an interceptor emitted comes first, and is in the state that all behind it see; their rejection discards it. */
function decideBehind(request: DecideRequest, { nth, events }: Emitted): MaybePromise<Decided> {
  if (events.length === 0) return decideIn(request, nth + 1);
  const { aggregate, envelope, state, head } = request;
  const on = evolveDecided(aggregate, { on: { state, head, kept: 0 }, stream: envelope.stream, events });
  return andThen(decideIn({ ...request, state: on.state, head: on.head }, nth + 1), (decided) =>
    decided.kind === "events" ? { kind: "events", events: [...events, ...decided.events] } : decided,
  );
}

function callDecider({ envelope, aggregate, state, head }: DecideRequest): Decision {
  return envelope.table.decide(state, envelope.payload, toolsOf(envelope, { aggregate, head }));
}

function callInterceptor(
  { envelope, aggregate, state, head }: DecideRequest,
  { commands, intercept }: AggregateInterceptorNode,
): Decision {
  const { name } = envelope.table;
  try {
    return intercept(state, envelope.payload, { command: name, ...toolsOf(envelope, { aggregate, head }) });
  } catch (error) {
    const message = `Cannot handle command "${name}": interceptor "${commands}" of aggregate "${aggregate.name}" threw ${JSON.stringify(messageOf(error))}; mend the interceptor`;
    throw new MyelinError("handler_failed", message, { cause: error });
  }
}

function toolsOf(
  envelope: CommandEnvelope,
  { aggregate, head }: Pick<DecideRequest, "aggregate" | "head">,
): DecideTools {
  const { emit, reject } = aggregate.tools;
  const { callerId: commandId, metadata, receivedAt: now, stream } = envelope;
  return { emit, reject, commandId, metadata, now, stream, version: head.version };
}

const nothing: Decided = Object.freeze({ kind: "events", events: Object.freeze([]) });

function checkedDecision(request: DecideRequest, decision: unknown): MaybePromise<Decided> {
  if (decision === undefined || decision === null) return nothing;
  if (isMessage(decision, "rejection"))
    return andThen(checkedRejection(request, decision), (rejection) => ({ kind: "rejection", rejection }));
  if (!Array.isArray(decision)) return oneEvent(request, decision);
  return andThen(allOf(checkedEvents(request, decision)), (events): Decided => ({ kind: "events", events }));
}

function oneEvent(request: DecideRequest, message: unknown): MaybePromise<Decided> {
  if (!isMessage(message, "event")) throw strangeDecision(request);
  const event = checkedEvent(request, message);
  if (event instanceof Promise) return event.then((checked) => ({ kind: "events", events: [checked] }));
  return { kind: "events", events: [event] };
}

function checkedEvents(request: DecideRequest, messages: readonly unknown[]): readonly MaybePromise<NewEvent>[] {
  const events: MaybePromise<NewEvent>[] = [];
  try {
    for (const message of messages) {
      if (!isMessage(message, "event")) throw strangeDecision(request);
      events.push(checkedEvent(request, message));
    }
    return events;
  } catch (error) {
    // Nobody will look at what is still being checked.
    for (const event of events) if (event instanceof Promise) event.catch(() => {});
    throw error;
  }
}

function isMessage<Kind extends "event" | "rejection">(
  value: unknown,
  kind: Kind,
): value is Kind extends "event" ? EventMessage : RejectionMessage {
  return isRecord(value) && value.kind === kind && typeof value.name === "string";
}

function checkedEvent(request: DecideRequest, { name, data }: EventMessage): MaybePromise<NewEvent> {
  const { aggregate } = request;
  const table = aggregate.events[name];
  if (table === undefined) throw badEvent(request, { name, why: `aggregate "${aggregate.name}" does not declare it` });
  const parsed = parseWith(table.schema, data);
  if (parsed instanceof Promise) return parsed.then((later) => newEvent(request, { name, table, parsed: later }));
  return newEvent(request, { name, table, parsed });
}

interface CheckedData {
  readonly name: string;
  readonly table: EventTable;
  readonly parsed: Parsed;
}

function newEvent(request: DecideRequest, { name, table, parsed }: CheckedData): NewEvent {
  if (!parsed.ok) throw badEvent(request, { name, why: issueText(parsed.issues) });
  const { envelope, nextId } = request;
  return {
    id: nextId(),
    type: table.type,
    schemaVersion: table.schemaVersion,
    data: parsed.value as Json, // event schemas are held to JSON by the DSL's types
    metadata: envelope.passedOn,
  };
}

function checkedRejection(request: DecideRequest, { name, data }: RejectionMessage): MaybePromise<RejectionRecord> {
  const table = request.aggregate.rejections[name];
  if (table === undefined) throw strangeDecision(request);
  if (table.schema === undefined) return { reason: name, data: null, sentence: table.sentence ?? null };
  return andThen(parseWith(table.schema, data), (parsed) => {
    if (!parsed.ok) throw badEvent(request, { name, why: issueText(parsed.issues) });
    return { reason: name, data: parsed.value as Json, sentence: null }; // as for events
  });
}

function issueText(issues: readonly { readonly path: string; readonly message: string }[]): string {
  return `its data does not fit the schema (${issues.map(({ path, message }) => `${path || "data"}: ${message}`).join("; ")})`;
}

function badEvent({ envelope }: DecideRequest, { name, why }: { name: string; why: string }): MyelinError {
  const message = `Cannot handle command "${envelope.table.name}": its decider answered "${name}", but ${why}; mend the decider`;
  return new MyelinError("invalid_event", message);
}

function strangeDecision({ envelope, aggregate }: DecideRequest): MyelinError {
  const message = `Cannot handle command "${envelope.table.name}": its decider in aggregate "${aggregate.name}" answered neither events nor a declared rejection; return emit.X(…), reject.X(…), an array of events or undefined, and no promise`;
  return new MyelinError("invalid_decision", message);
}

export function deciderThrew(
  { envelope, aggregate }: Pick<DecideRequest, "envelope" | "aggregate">,
  error: unknown,
): MyelinError {
  const message = `Cannot handle command "${envelope.table.name}": its decider in aggregate "${aggregate.name}" threw ${JSON.stringify(messageOf(error))}; mend the decider`;
  return new MyelinError("handler_failed", message, { cause: error });
}
