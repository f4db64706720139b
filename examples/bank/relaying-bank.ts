import { jetstreamManager } from "@nats-io/jetstream";
import { type NatsConnection, nanos } from "@nats-io/nats-core";
import { application, compile, relay } from "myelin";
import { natsPublisher } from "myelin/nats";
import { type Engine, type Store, startEngine } from "myelin/runtime";
import { account, balances } from "./bank.ts";

/** What other systems hear of: who opened an account stays here. */
export const toNats = relay("to-nats").on(account, {
  AccountOpened: (_, { stream }) => ({ accountId: stream.id }),
  MoneyDeposited: true, // as it is
  MoneyWithdrawn: true,
});

export const relayingBank = application("bank", [account, balances, toNats]);

/** The connection: `await connect({ servers, maxReconnectAttempts: -1 })` of `@nats-io/transport-node`, closed after `engine.stop()`. */
export async function startRelayingBank(connection: NatsConnection, store: Store): Promise<Engine> {
  const { streams } = await jetstreamManager(connection);
  await streams.add({
    name: "BANK",
    subjects: ["myelin.bank.>"], // myelin.bank.account.MoneyDeposited
    duplicate_window: nanos(2 * 3_600_000), // longer than the longest outage: what is published again is dropped
  });
  const publishers = { "to-nats": natsPublisher({ connection, stream: "BANK" }) };
  return startEngine({ tables: compile(relayingBank), store, migrate: true, publishers });
}
