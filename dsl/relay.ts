import type { RelayNode } from "../src/model/node.ts";
import type { EventPolicy, SequencedBy } from "./event-sequence.ts";
import type { ByRoute } from "./policy.ts";
import { type ProcessingOptions, processingNode } from "./processing-options.ts";
import type { Relay, RelayDef, UnreadRelay } from "./relay-types.ts";
import { withHandlers } from "./with-handlers.ts";

/** How a relay goes along the log. */
export interface RelayOptions<By extends EventPolicy> extends ProcessingOptions {
  /** Which events reach the outside in their order. Its key goes along with each of them. Default: the stream. */
  readonly sequence?: By;
}

/**
 * Declares a relay: a processor that publishes events to other systems, such as NATS, Kafka or RabbitMQ. An event is published at least
 * once, under its own id, so that a broker or a consumer can tell a repetition; events of one sequence in their order, those of
 * different sequences beside each other. Where its events go is bound at run time: `startEngine({ publishers: { "to-nats": … } })`.
 * Without `from` it begins with the first event of the log. A broker that is away holds it up and fails nothing; what the broker refuses
 * for good follows `onFailure`. Goes on with `all` or `on`, once per aggregate.
 *
 * @example
 * ```ts
 * const toNats = relay("to-nats", { from: "latest" })
 *   .all(customer)
 *   .on(account, { AccountOpened: true, MoneyDeposited: ({ amount }) => ({ cents: amount }) });
 * ```
 */
export function relay<const N extends string, const By extends EventPolicy = ByRoute>(
  name: N,
  options: RelayOptions<By> = {},
): UnreadRelay<{ readonly name: N; readonly sequencedBy: SequencedBy<By> }> {
  const { sequence, ...processing } = options;
  const on = Object.freeze([]);
  // The definition is types only: at run time all relays are alike.
  return publishing<RelayDef>({ kind: "relay", name, ...processingNode(processing, sequence), on }) as never;
}

/** At run time a relay without events differs in its node alone. */
function publishing<D extends RelayDef>(node: RelayNode): Relay<D> {
  return Object.freeze<Relay<D>>({
    node: Object.freeze(node),
    all: ({ node: { name, events } }) => {
      const handlers = Object.fromEntries(Object.keys(events).map((event) => [event, true]));
      return publishing<D>(withHandlers(node, { aggregate: name, handlers }));
    },
    on: (aggregate, events) => publishing<D>(withHandlers(node, { aggregate: aggregate.node.name, handlers: events })),
  });
}
