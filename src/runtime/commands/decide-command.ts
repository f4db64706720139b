import { isMyelinError, MyelinError, messageOf } from "../../base/error.ts";
import { isRecord, type Json } from "../../base/json.ts";
import type { Decision, EventMessage, NewEvent, RejectionMessage, StoredEvent } from "../../model/message.ts";
import type { AggregateTable } from "../../model/tables.ts";
import type { RejectionRecord, StreamHead } from "../../store/event-store.ts";
import { parseWith } from "../schema-issues.ts";
import type { CommandEnvelope } from "./command-envelope.ts";

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

/** The state of a stream with these events. An event without an evolve handler (it was removed since) changes nothing. */
export function evolveState(aggregate: AggregateTable, events: readonly StoredEvent[]): unknown {
  let state = aggregate.initial();
  for (const event of events) {
    const evolve = aggregate.evolve[event.type];
    if (evolve !== undefined) state = evolve(state, event.data, event);
  }
  return state;
}

/** Runs the decider once and checks its answer. Never throws: a failure is a value, since it too must be confirmed. */
export async function decideCommand(request: DecideRequest): Promise<Decided> {
  try {
    return await checkedDecision(request, callDecider(request));
  } catch (error) {
    return { kind: "failure", error: isMyelinError(error) ? error : deciderThrew(request, error) };
  }
}

function callDecider({ envelope, aggregate, state, head }: DecideRequest): Decision {
  return envelope.table.decide(state, envelope.payload, {
    ...aggregate.tools,
    commandId: envelope.callerId,
    metadata: envelope.metadata,
    now: envelope.receivedAt,
    stream: envelope.stream,
    version: head.version,
  });
}

async function checkedDecision(request: DecideRequest, decision: unknown): Promise<Decided> {
  if (isMessage(decision, "rejection"))
    return { kind: "rejection", rejection: await checkedRejection(request, decision) };
  const messages = decision === undefined || decision === null ? [] : Array.isArray(decision) ? decision : [decision];
  const events: NewEvent[] = [];
  for (const message of messages) {
    if (!isMessage(message, "event")) throw strangeDecision(request);
    events.push(await checkedEvent(request, message));
  }
  return { kind: "events", events };
}

function isMessage<Kind extends "event" | "rejection">(
  value: unknown,
  kind: Kind,
): value is Kind extends "event" ? EventMessage : RejectionMessage {
  return isRecord(value) && value.kind === kind && typeof value.name === "string";
}

async function checkedEvent(request: DecideRequest, { name, data }: EventMessage): Promise<NewEvent> {
  const { aggregate, envelope, nextId } = request;
  const table = aggregate.events[name];
  if (table === undefined) throw badEvent(request, { name, why: `aggregate "${aggregate.name}" does not declare it` });
  const parsed = await parseWith(table.schema, data);
  if (!parsed.ok) throw badEvent(request, { name, why: issueText(parsed.issues) });
  return {
    id: nextId(),
    type: table.type,
    schemaVersion: table.schemaVersion,
    data: parsed.value as Json, // event schemas are held to JSON by the DSL's types
    metadata: envelope.metadata,
  };
}

async function checkedRejection(request: DecideRequest, { name, data }: RejectionMessage): Promise<RejectionRecord> {
  const table = request.aggregate.rejections[name];
  if (table === undefined) throw strangeDecision(request);
  if (table.schema === undefined) return { reason: name, data: null, sentence: table.sentence ?? null };
  const parsed = await parseWith(table.schema, data);
  if (!parsed.ok) throw badEvent(request, { name, why: issueText(parsed.issues) });
  return { reason: name, data: parsed.value as Json, sentence: null }; // as for events
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

function deciderThrew({ envelope, aggregate }: DecideRequest, error: unknown): MyelinError {
  const message = `Cannot handle command "${envelope.table.name}": its decider in aggregate "${aggregate.name}" threw ${JSON.stringify(messageOf(error))}; mend the decider`;
  return new MyelinError("handler_failed", message, { cause: error });
}
