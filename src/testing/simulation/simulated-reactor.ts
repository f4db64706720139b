import type { CommandResult } from "../../model/command-result.ts";
import type { SendCommand } from "../../model/node.ts";
import type { ReactorTable, Tables } from "../../model/tables.ts";
import { passedMetadata } from "../../runtime/commands/passed-metadata.ts";
import type { CommandSubmission } from "../../runtime/engine.ts";
import { eventContext } from "../../runtime/processors/event-context.ts";
import type { ProcessorEvent } from "../../runtime/processors/event-page.ts";
import { reactionId } from "../../runtime/reactors/reaction-id.ts";
import type { Action, Participant } from "./action.ts";
import { eventText, type SimulatedQueues } from "./simulated-queues.ts";

export interface SimulatedReactorPorts {
  readonly tables: Tables;
  readonly queues: SimulatedQueues;
  readonly send: (who: string, submission: CommandSubmission) => Promise<CommandResult>;
  /** Hears what a handler threw. */
  readonly failed: (error: unknown) => void;
}

/** At least once: a node may crash while it handles an event, or after that and before the position is kept; another begins again. */
export function simulatedReactor(table: ReactorTable, ports: SimulatedReactorPorts): Participant {
  const { queues } = ports;
  const running = new Map<string, { readonly item: ProcessorEvent; over: boolean }>();
  const again = new Set<string>();
  const begin = (item: ProcessorEvent): void => {
    const run = { item, over: false };
    running.set(item.sequence, run);
    const end = (work: () => void): void => {
      if (!run.over) work();
      run.over = true;
    };
    react(item, { table, ports, isOver: () => run.over }).then(
      () =>
        end(() => {
          running.delete(item.sequence);
          queues.done(item.sequence);
        }),
      (error: unknown) =>
        end(() => {
          running.delete(item.sequence);
          queues.park(item.sequence);
          ports.failed(error);
        }),
    );
  };
  const crash = (item: ProcessorEvent): void => {
    const run = running.get(item.sequence);
    if (run !== undefined) run.over = true;
    running.delete(item.sequence);
    again.add(item.event.id);
  };
  return {
    actions: () => [
      ...queues
        .heads()
        .filter(({ sequence }) => !running.has(sequence))
        .map((item): Action => ({ label: labelOf(table, item), extra: false, run: () => begin(item) })),
      ...[...running.values()]
        .filter(({ item }) => !again.has(item.event.id))
        .map(({ item }): Action => {
          return { label: `${labelOf(table, item)}: its node crashes`, extra: true, run: () => crash(item) };
        }),
    ],
  };
}

function labelOf({ name }: ReactorTable, item: ProcessorEvent): string {
  return `${name}: ${eventText(item)}`;
}

interface Reacting {
  readonly table: ReactorTable;
  readonly ports: SimulatedReactorPorts;
  readonly isOver: () => boolean;
}

async function react(item: ProcessorEvent, { table, ports, isOver }: Reacting): Promise<void> {
  const handler = table.handlers[item.event.type];
  if (handler === undefined) return;
  const counts = new Map<string, number>();
  const send = Object.fromEntries(
    table.sends.map((command): readonly [string, SendCommand] => [
      command,
      (payload, options) => {
        // A node that crashed does nothing more.
        if (isOver()) return new Promise(() => {});
        const count = (counts.get(command) ?? 0) + 1;
        counts.set(command, count);
        const { event } = item;
        const message = { kind: "event" as const, name: event.type, metadata: event.metadata };
        const metadata = { ...passedMetadata(ports.tables.correlate, message), ...options?.metadata };
        return ports.send(`${labelOf(table, item)}: #${counts.size}.${count}`, {
          id: reactionId({ reactor: table.name, item, command, count }),
          command,
          payload,
          metadata,
          correlationId: event.correlationId,
          causationId: event.id,
        });
      },
    ]),
  );
  const { signal } = new AbortController();
  await handler.handle(item.event.data, eventContext(item.event, { replay: undefined }), { send, signal });
}
