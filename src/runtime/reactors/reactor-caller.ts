import type { EffectTable, ReactorTable } from "../../model/tables.ts";
import { type Circumstances, eventContext, isReplayed } from "../processors/event-context.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { handlerFailure } from "../processors/handler-failure.ts";
import type { TelemetrySpan } from "../telemetry/telemetry.ts";
import { type SendPorts, sendCommands } from "./send-commands.ts";

/** What goes along with an event to a reactor's handler. */
export interface ReactionFacts extends Circumstances {
  /** Aborted when the node has to stop or may have lost the segment. */
  readonly signal: AbortSignal;
  /** Of this handling; undefined while nobody looks. */
  readonly span?: TelemetrySpan | undefined;
}

/** Has the effect of one event, a reactor's or a relay's; rejects with `handler_failed`, or with what is nobody's fault. */
export type React = (table: EffectTable, item: ProcessorEvent, facts: ReactionFacts) => Promise<void>;
/** Calls a reactor's handler for one event. */
export type CallReactor = (table: ReactorTable, item: ProcessorEvent, facts: ReactionFacts) => Promise<void>;

/**
 * Calls reactors' handlers with commands to send. A handler that is marked `once` is not called for an event of a replay; an event that
 * could not be brought into today's shape fails.
 */
export function reactorCaller(ports: SendPorts): CallReactor {
  return async (table, item, facts) => {
    const { event, broken } = item;
    const handler = table.handlers[event.type];
    // What could not be brought into today's shape may become anything: that no handler is there for the old shape says nothing.
    const unwanted = handler === undefined || (handler.once && isReplayed(event, facts.replay));
    if (unwanted && broken === undefined) return;
    const { name: reactor, sends } = table;
    const { signal, span } = facts;
    try {
      if (broken !== undefined) throw broken;
      const send = sendCommands({ reactor, sends, item, signal, span }, ports);
      await handler?.handle(event.data, eventContext(event, facts), { send, signal });
    } catch (error) {
      throw handlerFailure({ processor: reactor, event }, error);
    }
  };
}
