/**
 * A publisher for NATS JetStream: where the events of a relay go.
 *
 * ```ts
 * const connection = await connect({ servers: "nats://localhost:4222", maxReconnectAttempts: -1 });
 * const publishers = { "to-nats": natsPublisher({ connection, stream: "BANK" }) };
 * const engine = await startEngine({ tables, store, publishers });
 * ```
 *
 * `connect` is that of `@nats-io/transport-node`, of `@nats-io/transport-deno`, or `wsconnect` of `@nats-io/nats-core`.
 *
 * @module
 */
export { type NatsPublisherOptions, natsPublisher } from "./nats-publisher.ts";
export { eventSubject, subjectToken } from "./subject.ts";
