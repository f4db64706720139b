import type { Clock, Ids } from "../../base/ports.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { AggregateTable, Tables } from "../../model/tables.ts";
import { acceptCommand } from "../../runtime/commands/accept-command.ts";
import type { CommandEnvelope } from "../../runtime/commands/command-envelope.ts";
import { doneResult, rejectedResult } from "../../runtime/commands/command-results.ts";
import { type Decided, decideCommand } from "../../runtime/commands/decide-command.ts";
import { evolveLoaded } from "../../runtime/commands/evolve-state.ts";
import type { CommandSubmission } from "../../runtime/engine.ts";
import type { SimulatedLog } from "./simulated-log.ts";

/** A command that is decided and not committed yet. */
export interface OpenCommand {
  readonly envelope: CommandEnvelope;
  readonly decided: Decided;
  /** The stream's version that was decided on. */
  readonly version: number;
}

/** Handles commands in the two halves between which others may come. */
export interface SimulatedCommands {
  /** Rejects with what the engine would refuse before it looks at the stream. */
  begin(submission: CommandSubmission): Promise<OpenCommand>;
  /** Undefined where the stream has moved on: it has to begin again. Throws what a decider threw, once its state is confirmed. */
  finish(open: OpenCommand): CommandResult | undefined;
  /** The first outcome of a command id. */
  settled(id: string): CommandResult | undefined;
}

export interface SimulatedCommandsPorts {
  readonly tables: Tables;
  readonly log: SimulatedLog;
  readonly clock: Clock;
  readonly ids: Ids;
}

export function simulatedCommands(ports: SimulatedCommandsPorts): SimulatedCommands {
  const { log, clock, ids, tables } = ports;
  const outcomes = new Map<string, CommandResult>();
  return {
    begin: async (submission) => {
      const envelope = await acceptCommand(submission, { tables, clock, ids });
      const aggregate = aggregateOf(envelope, tables);
      const [events, head] = [[...log.stream(envelope.stream)], log.head(envelope.stream)];
      const { state } = evolveLoaded(aggregate, { events, head });
      const decided = await decideCommand({ envelope, aggregate, state, head, nextId: ids.next });
      return { envelope, decided, version: head.version };
    },
    finish: ({ envelope, decided, version }) => {
      const known = outcomes.get(envelope.id);
      if (known !== undefined) return { ...known, duplicate: true };
      const before = log.head(envelope.stream);
      // What was decided on a state that is gone is decided again, whatever it came to.
      if (before.version !== version) return undefined;
      if (decided.kind === "failure") throw decided.error;
      const result = resultOf({ envelope, decided }, { log, clock, before });
      outcomes.set(envelope.id, result);
      return result;
    },
    settled: (id) => outcomes.get(id),
  };
}

function aggregateOf({ stream }: CommandEnvelope, { aggregates }: Tables): AggregateTable {
  const aggregate = aggregates[stream.type];
  if (aggregate === undefined) throw new TypeError(`aggregate "${stream.type}" is not compiled`);
  return aggregate;
}

interface Committing {
  readonly envelope: CommandEnvelope;
  readonly decided: Exclude<Decided, { readonly kind: "failure" }>;
}

interface Facts {
  readonly log: SimulatedLog;
  readonly clock: Clock;
  readonly before: ReturnType<SimulatedLog["head"]>;
}

function resultOf({ envelope, decided }: Committing, { log, clock, before }: Facts): CommandResult {
  if (decided.kind === "rejection") return rejectedResult(envelope, decided.rejection);
  const { id, correlationId, causationId, stream } = envelope;
  const command = { id, correlationId, causationId };
  const { events } = decided;
  const now = new Date(clock.now());
  const appended = log.append(stream, { expected: before.version, events, command, now }) ?? [];
  return doneResult(envelope, { appended, before });
}
