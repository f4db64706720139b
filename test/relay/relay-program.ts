import { connect } from "@nats-io/transport-node";
import { natsPublisher } from "../../adapters/nats/mod.ts";
import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { type EventPublisher, startEngine } from "../../src/runtime/mod.ts";
import { shop } from "../runtime/relay/till.ts";

// A process of its own that relays a shop's events from a database to NATS, on whatever runtime; it says how many it has published.
// DATABASE_URL, NATS_URL. Runs until it is ended. Where LOSE_AFTER is set, acknowledgements behind that many are lost.
const connection = await connect({ servers: process.env.NATS_URL ?? "", maxReconnectAttempts: -1 });
const store = await postgresStore({ url: process.env.DATABASE_URL ?? "" });
const real = natsPublisher({ connection, stream: "SHOP" });
const loseAfter = Number(process.env.LOSE_AFTER ?? Number.POSITIVE_INFINITY);
let published = 0;
const out: EventPublisher = {
  publish: async (message, options) => {
    const outcome = await real.publish(message, options);
    published++;
    console.log(`published ${published}`);
    return published > loseAfter ? new Promise(() => {}) : outcome;
  },
};
const engine = await startEngine({ tables: shop({ segments: 4 }), store, log: () => {}, publishers: { out } });
process.once("SIGTERM", async () => {
  await engine.stop();
  await connection.close();
  console.log("stopped");
  process.exit(0);
});
console.log("relaying");
