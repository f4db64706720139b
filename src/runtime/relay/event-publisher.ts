import type { Metadata, StreamRef } from "../../model/message.ts";

/** An event on its way to other systems. */
export interface RelayMessage {
  /**
   * The event's id: the same whenever the event is published again, on whatever node, so that the broker or a consumer can tell. Of the
   * further events that an upcaster made of one stored event, `id#1`, `id#2` …
   */
  readonly id: string;
  /** The application's name. */
  readonly application: string;
  /** The relay's name. */
  readonly relay: string;
  /** The aggregate's name, as in `stream.type`. */
  readonly aggregate: string;
  /** The event's own name, such as `MoneyDeposited`. */
  readonly event: string;
  readonly stream: StreamRef;
  /** The sequence key: events of one key reach the broker in their order. What a partition is chosen by. */
  readonly key: string;
  /**
   * `Myelin-Position`, `-Version`, `-Stream`, `-Key`, `-Schema-Version`, `-Command`, `-Correlation`, `-Causation` (absent where the command
   * came from outside), `-Recorded-At` (ISO 8601, UTC), and `traceparent` where the event's metadata have one. Printable ASCII;
   * whatever is not, and the percent sign, is percent-encoded: `decodeURIComponent` gives it back.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON: the event's data, or what the relay's function made of them. */
  readonly payload: string;
  /** The event's metadata, for a publisher that wants more of them in its headers. */
  readonly metadata: Metadata;
}

/** What the broker said. */
export type PublishOutcome =
  /** It has the message and will not lose it; also when it had it before. */
  | { readonly kind: "acknowledged" }
  /** It does not take this message, now or later, such as one that is too large: the relay's failure policy decides. */
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Brings events to a broker. To add one (Kafka, RabbitMQ, a webhook), write `publish`; segments, order, retries, dead letters and the
 * position are the engine's.
 *
 * - It answers when the broker has acknowledged the message, not when it was written to a socket, and it throws when that takes too long: a
 *   call that never ends holds its segment.
 * - Whatever it throws, and whatever it cannot tell, is nobody's fault: the broker counts as away, the segment backs off (100 ms doubling
 *   to 1 s) and the message is published again under the same id, for as long as it takes.
 * - Many calls are under way at once, never two of one key: a key's next message is published when the one before is acknowledged. A publisher
 *   bounds what its connection can bear, and may gather calls into batches of its broker.
 * - The connection is the caller's: the engine neither opens nor closes it. Close it after `engine.stop()`.
 */
export interface EventPublisher {
  /** `signal` is aborted when the engine stops; it then waits no longer. */
  publish(message: RelayMessage, options: { readonly signal: AbortSignal }): Promise<PublishOutcome>;
}

/** By relay, where its events go. */
export type Publishers = Readonly<Record<string, EventPublisher>>;
