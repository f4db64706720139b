import { jetstream } from "@nats-io/jetstream";
import { headers, type MsgHdrs, type NatsConnection } from "@nats-io/nats-core";
import type { EventPublisher, RelayMessage } from "../../src/runtime/mod.ts";
import { refusalOf } from "./refusal.ts";
import { slots } from "./slots.ts";
import { eventSubject } from "./subject.ts";

/** Which connection messages go by, and what they look like there. */
export interface NatsPublisherOptions {
  /**
   * The caller's: open it with `maxReconnectAttempts: -1`, else the client gives up for good after ten attempts, and close it after
   * `engine.stop()`.
   */
  readonly connection: NatsConnection;
  /** The stream that has to take the messages: where another one has the subject, nothing is published and the relay fails, saying so. */
  readonly stream?: string;
  /** Default: `myelin.‹application›.‹aggregate›.‹Event›`. Texts of your own go through `subjectToken`. */
  readonly subject?: (message: RelayMessage) => string;
  /** Headers beside those of the message, such as of its metadata. */
  readonly headers?: (message: RelayMessage) => Readonly<Record<string, string>>;
  /** Messages of all relays of this publisher that wait for their acknowledgement, at most. Default 256. */
  readonly maxInFlight?: number;
  /** Milliseconds to wait for one. Default 5,000. */
  readonly ackTimeoutMs?: number;
}

/**
 * Publishes to NATS JetStream: a message counts as published when a stream has acknowledged it. Its `Nats-Msg-Id` is the event's id, so
 * within its `duplicate_window` the stream drops what is published again after a crash or an outage. Make that window longer than the
 * longest outage you want to be covered (a lost acknowledgement is asked for again when it is over); beyond it a consumer sees the event
 * again, under the same id, and has to tell by that.
 *
 * A message that is larger than the server or the stream takes is refused. Everything else, such as no stream that has the subject, a full
 * stream or a missing permission, is waited for.
 */
export function natsPublisher(options: NatsPublisherOptions): EventPublisher {
  const { connection, stream, subject = eventSubject, maxInFlight = 256, ackTimeoutMs: timeout = 5000 } = options;
  const client = jetstream(connection);
  const { take, giveBack } = slots(maxInFlight);
  const expected = stream === undefined ? {} : { expect: { streamName: stream } };
  return {
    publish: async (message, { signal }) => {
      await take();
      try {
        signal.throwIfAborted();
        const about = { msgID: message.id, headers: headersOf(message, options), timeout };
        await client.publish(subject(message), message.payload, { ...about, ...expected });
        return { kind: "acknowledged" };
      } catch (error) {
        const reason = refusalOf(error);
        if (reason === undefined) throw error;
        return { kind: "refused", reason };
      } finally {
        giveBack();
      }
    },
  };
}

function headersOf(message: RelayMessage, { headers: added }: NatsPublisherOptions): MsgHdrs {
  const all = headers();
  for (const [name, value] of Object.entries(message.headers)) all.set(name, value);
  if (added !== undefined) for (const [name, value] of Object.entries(added(message))) all.set(name, value);
  return all;
}
