import { MyelinError } from "../../base/error.ts";
import type { MaybePromise } from "../../base/maybe-promise.ts";
import { didYouMean, nearestNames } from "../../base/nearest-names.ts";
import type { Clock, Ids } from "../../base/ports.ts";
import type { Metadata } from "../../model/message.ts";
import type { CommandTable, Tables } from "../../model/tables.ts";
import type { CommandSubmission } from "../engine.ts";
import { type Issue, type Parsed, parseWith } from "../schema-issues.ts";
import { describeEnvelope, type SpannedSubmission } from "../telemetry/command-spans.ts";
import { withTrace } from "../telemetry/trace-context.ts";
import { withSender } from "../workflows/workflow-key.ts";
import type { CommandEnvelope } from "./command-envelope.ts";
import { dispatchCommand } from "./dispatch-command.ts";
import { passedMetadata } from "./passed-metadata.ts";
import { payloadHash } from "./payload-hash.ts";
import { routingKey } from "./routing-key.ts";
import { sequenceKey } from "./sequence-key.ts";

export interface AcceptPorts {
  readonly tables: Tables;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Adds to the metadata of events what names the node that appends them. */
  readonly origin?: (metadata: Metadata) => Metadata;
}

/**
 * Passes a submission through its dispatch interceptors, validates and routes it. Touches no lock and no database, so that an invalid command costs nothing further.
 *
 * @throws MyelinError `unknown_command`, `refused`, `invalid_command`, `handler_failed`
 */
export function acceptCommand(submission: CommandSubmission, ports: AcceptPorts): MaybePromise<CommandEnvelope> {
  const table = findCommand(submission.command, ports.tables);
  const dispatched = dispatchCommand(submission, table);
  if (dispatched instanceof Promise) return dispatched.then((later) => validated(later, { table, ports }));
  return validated(dispatched, { table, ports });
}

/** The same for a command that has passed its dispatch interceptors already, here or on another node. */
export function acceptDispatched(submission: CommandSubmission, ports: AcceptPorts): MaybePromise<CommandEnvelope> {
  return validated(submission, { table: findCommand(submission.command, ports.tables), ports });
}

interface Accepting {
  readonly table: CommandTable;
  readonly ports: AcceptPorts;
}

function validated(submission: CommandSubmission, accepting: Accepting): MaybePromise<CommandEnvelope> {
  const parsed = parseWith(accepting.table.schema, submission.payload);
  if (parsed instanceof Promise) return parsed.then((later) => envelopeOf(submission, { parsed: later, accepting }));
  return envelopeOf(submission, { parsed, accepting });
}

interface Checked {
  readonly parsed: Parsed;
  readonly accepting: Accepting;
}

const none: Metadata = Object.freeze({});

// Literals here and on all of a command's way begin with no spread: V8 then takes 18 µs to make this one, else 0.1.
function envelopeOf(submission: SpannedSubmission, { parsed, accepting }: Checked): CommandEnvelope {
  const { table, ports } = accepting;
  if (!parsed.ok) throw invalidPayload(table, parsed.issues);
  const payload = parsed.value;
  const { metadata = none, expectedVersion, causationId = null, retry = table.retry, span } = submission;
  const { name, aggregate } = table;
  const route = routingKey(table.route, { source: { name, payload, metadata }, nextId: ports.ids.next });
  const { id, callerId, hash } = identify(submission, ports.ids);
  const passed = withSender(passedMetadata(ports.tables.correlate, { kind: "command", name, metadata }), metadata);
  const passedOn = span === undefined ? passed : withTrace(passed, span.context);
  const envelope: CommandEnvelope = {
    id,
    callerId,
    hash,
    table,
    payload,
    metadata,
    passedOn: ports.origin === undefined ? passedOn : ports.origin(passedOn),
    stream: { type: aggregate, id: route },
    expectedVersion,
    retry,
    correlationId: submission.correlationId ?? callerId,
    causationId,
    sequence: sequenceKey(table.sequence, { name, payload, metadata, route, aggregate }),
    receivedAt: new Date(ports.clock.now()),
    span,
  };
  if (span !== undefined) describeEnvelope(span, envelope);
  return envelope;
}

/** @throws MyelinError `unknown_command` with the nearest names */
export function findCommand(name: string, tables: Tables): CommandTable {
  const table = tables.commands[name];
  if (table !== undefined) return table;
  const nearest = nearestNames(name, Object.keys(tables.commands));
  const mend = didYouMean(nearest, "GET /routes lists all commands");
  throw new MyelinError("unknown_command", `Cannot handle command "${name}": no aggregate declares it; ${mend}`, {
    details: { nearest },
  });
}

function invalidPayload({ name }: CommandTable, issues: readonly Issue[]): MyelinError {
  const [first] = issues;
  const where = first === undefined || first.path === "" ? "" : ` at "${first.path}"`;
  const message = `Cannot accept command "${name}": its payload does not fit the schema${where}; mend what "issues" lists`;
  return new MyelinError("invalid_command", message, { details: { issues } });
}

type Identity = Pick<CommandEnvelope, "id" | "callerId" | "hash">;

function identify(submission: CommandSubmission, ids: Ids): Identity {
  const { id: callerId, command, payload, scope = "" } = submission;
  if (callerId === undefined) {
    const fresh = ids.next();
    return { id: fresh, callerId: fresh, hash: undefined };
  }
  return { id: scopedId(callerId, scope), callerId, hash: payloadHash(command, { payload, scope }) };
}

/** The id under which a command is kept. Ids of one scope cannot be spelled in another, nor without any: a scope has no slash. */
export function scopedId(id: string, scope: string): string {
  if (scope === "") return id.includes("/") ? `/${id}` : id;
  if (/\p{Surrogate}/u.test(scope))
    throw new MyelinError("invalid_command", "Cannot keep the command's id: its scope is no well-formed text; mend it");
  return `${encodeURIComponent(scope)}/${id}`;
}
