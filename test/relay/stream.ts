import { jetstreamManager, type StreamConfig } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";

/** A message as the stream has it. */
export interface Stored {
  readonly subject: string;
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
  /** The stream of the event, such as `till/a`, and its version there. */
  readonly from: string;
  readonly version: number;
}

/** Makes the stream SHOP, or changes it. */
export async function makeStream(connection: NatsConnection, config: Partial<StreamConfig> = {}): Promise<void> {
  const manager = await jetstreamManager(connection);
  const all = { subjects: ["myelin.>"], ...config };
  const known = await manager.streams.info("SHOP").catch(() => undefined);
  if (known === undefined) await manager.streams.add({ name: "SHOP", ...all });
  else await manager.streams.update("SHOP", all);
}

/** Messages of the stream SHOP; 0 where there is none. */
export async function countMessages(connection: NatsConnection): Promise<number> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  return (await manager.streams.info("SHOP")).state.messages;
}

/** All messages of the stream SHOP, in their order. */
export async function readAll(connection: NatsConnection): Promise<readonly Stored[]> {
  const { streams } = await jetstreamManager(connection);
  const { state } = await streams.info("SHOP");
  const stored: Stored[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq++) {
    const message = await streams.getMessage("SHOP", { seq });
    if (message === null) continue;
    const headers = Object.fromEntries(message.header.keys().map((name) => [name, message.header.get(name)]));
    stored.push({
      subject: message.subject,
      id: headers["Nats-Msg-Id"] ?? "",
      headers,
      data: message.json(),
      from: headers["Myelin-Stream"] ?? "",
      version: Number(headers["Myelin-Version"]),
    });
  }
  return stored;
}

/** By stream of events, the versions in the order in which they arrived. */
export function versionsByStream(stored: readonly Stored[]): Readonly<Record<string, readonly number[]>> {
  const found = new Map<string, number[]>();
  for (const { from, version } of stored) found.set(from, [...(found.get(from) ?? []), version]);
  return Object.fromEntries(found);
}
