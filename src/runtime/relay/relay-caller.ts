import { MyelinError, messageOf } from "../../base/error.ts";
import type { RelayTable } from "../../model/tables.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { type HandlerPlace, handlerFailure } from "../processors/handler-failure.ts";
import type { ReactionFacts } from "../reactors/reactor-caller.ts";
import type { EventPublisher, Publishers, PublishOutcome, RelayMessage } from "./event-publisher.ts";
import { type RelayPlace, relayMessage } from "./relay-message.ts";

export interface RelayPorts {
  /** The application's name. */
  readonly application: string;
  readonly publishers: Publishers;
}

/**
 * Publishes one event; resolves when the broker has it. Rejects with `handler_failed` where the broker refuses it for good, or the relay's
 * own function throws, and with `unavailable` where the broker is away.
 */
export type Publish = (table: RelayTable, item: ProcessorEvent, facts: ReactionFacts) => Promise<void>;

export function relayCaller({ application, publishers }: RelayPorts): Publish {
  return async (table, item, facts) => {
    const { replay, letter, signal } = facts;
    const message = messageFor(item, { application, table, replay, letter });
    if (message === undefined) return;
    const place = { processor: table.name, event: item.event };
    const publisher = publishers[table.name];
    if (publisher === undefined)
      throw new MyelinError("unavailable", `Cannot publish by relay "${table.name}": ${noPublisher}`);
    const outcome = await answerOf(publisher, message, { place, signal });
    if (outcome.kind === "refused") throw refused(place, outcome.reason);
  };
}

/** The state and its mend of a relay that leads nowhere. */
export const noPublisher =
  "no publisher is bound to it; give startEngine publishers with one of its name, such as natsPublisher(…) of myelin/nats";

function messageFor(item: ProcessorEvent, relay: RelayPlace): RelayMessage | undefined {
  try {
    if (item.broken !== undefined) throw item.broken;
    return relayMessage(item, relay);
  } catch (error) {
    throw handlerFailure({ processor: relay.table.name, event: item.event }, error);
  }
}

interface Answering {
  readonly place: HandlerPlace;
  readonly signal: AbortSignal;
}

async function answerOf(
  publisher: EventPublisher,
  message: RelayMessage,
  { place, signal }: Answering,
): Promise<PublishOutcome> {
  try {
    return await publisher.publish(message, { signal });
  } catch (error) {
    const sentence = `Cannot publish event "${place.event.type}" at position ${place.event.position} by relay "${place.processor}": the broker did not acknowledge it (${messageOf(error)}); bring the broker back, it is tried again`;
    throw new MyelinError("unavailable", sentence, { cause: error });
  }
}

/** What a letter names as its cause. */
class PublishRefused extends Error {
  override readonly name = "PublishRefused";
}

function refused({ processor, event }: HandlerPlace, reason: string): MyelinError {
  const { type, position, stream } = event;
  const message = `Cannot publish event "${type}" at position ${position} by relay "${processor}": the broker refuses it for good (${reason}); let the broker take it, or publish less of it`;
  const cause = new PublishRefused(reason);
  return new MyelinError("handler_failed", message, { details: { processor, type, position, stream }, cause });
}
