import type { ReactorTools, SendCommand } from "../../model/node.ts";
import type { ReactorTable } from "../../model/tables.ts";
import { type Circumstances, eventContext, isReplayed } from "../processors/event-context.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { handlerFailure } from "../processors/handler-failure.ts";
import { type SendPorts, sendCommands } from "./send-commands.ts";

/** One event for a reactor. */
export interface Reaction extends Circumstances {
  readonly item: ProcessorEvent;
  /** Aborted when the node has to stop or may have lost the segment. */
  readonly signal: AbortSignal;
}

/** Calls a reactor's handler for one event; rejects with `handler_failed`, or with what is nobody's fault. */
export type React = (reactor: ReactorTable, reaction: Reaction) => Promise<void>;

/**
 * Calls reactors' handlers with commands to send. A handler that is marked `once` is not called for an event of a replay; an event that no
 * handler can be called for fails.
 */
export function reactWith(ports: SendPorts): React {
  return async (reactor, reaction) => {
    const { item, signal, replay } = reaction;
    const { event, broken } = item;
    const handler = reactor.handlers[event.type];
    if (handler === undefined || (handler.once && isReplayed(event, replay))) return;
    try {
      if (broken !== undefined) throw broken;
      const tools: ReactorTools = { send: sendsOf(reactor, { reaction, ports }), signal };
      await handler.handle(event.data, eventContext(event, reaction), tools);
    } catch (error) {
      throw handlerFailure({ processor: reactor.name, event }, error);
    }
  };
}

function sendsOf(
  reactor: ReactorTable,
  { reaction, ports }: { reaction: Reaction; ports: SendPorts },
): Readonly<Record<string, SendCommand>> {
  const { item, signal } = reaction;
  return sendCommands({ reactor: reactor.name, sends: reactor.sends, item, signal }, ports);
}
