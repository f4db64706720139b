import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { afterAll, describe, expect, it } from "vitest";
import { memoryStore } from "../../adapters/memory/mod.ts";
import { startRelayingBank } from "../../examples/bank/relaying-bank.ts";
import { skipFor } from "../runtimes/lane.ts";
import { type NatsServer, natsFolder, startNats } from "../support/nats-server.ts";

const missing = (await natsFolder) === undefined ? "nats-server is not installed; it is Debian's package" : undefined;

describe.skipIf(skipFor(missing))("the relaying bank", () => {
  let nats: NatsServer | undefined;
  afterAll(() => nats?.stop());

  it("tells a consumer of NATS what happened, account by account, and not who", async () => {
    nats = await startNats();
    const connection = await nats.connect();
    const engine = await startRelayingBank(connection, memoryStore());
    const manager = await jetstreamManager(connection);
    await manager.consumers.add("BANK", { durable_name: "ledger" });
    const consumer = await jetstream(connection).consumers.get("BANK", "ledger");
    await engine.submit({ command: "OpenAccount", payload: { accountId: "a-1", owner: "Ann" } });
    await engine.submit({ command: "DepositMoney", payload: { accountId: "a-1", amount: 80 } });
    const heard: unknown[] = [];
    for await (const message of await consumer.fetch({ max_messages: 2, expires: 30_000 })) {
      heard.push([message.subject, message.json(), message.headers?.get("Myelin-Key")]);
      message.ack();
    }
    await engine.stop();
    expect(heard).toEqual([
      ["myelin.bank.account.AccountOpened", { accountId: "a-1" }, "account/a-1"],
      ["myelin.bank.account.MoneyDeposited", { amount: 80 }, "account/a-1"],
    ]);
  });
});
