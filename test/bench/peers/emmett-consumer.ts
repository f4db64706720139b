import type { Event } from "@event-driven-io/emmett";
import { getPostgreSQLEventStore, postgreSQLEventStoreConsumer } from "@event-driven-io/emmett-postgresql";
import pg from "pg";
import { log, tuned } from "../processors/cases.ts";
import { measureProcessor } from "../processors/measure-processor.ts";

type Deposited = Event<"MoneyDeposited", { amount: number }>;

const upsert = `insert into emmett_balances (account_id, balance) values ($1, $2)
on conflict (account_id) do update set balance = emmett_balances.balance + excluded.balance`;

/** Events of one append; Emmett's function takes them as arrays. */
const appended = 500;

/** Emmett's consumer, tuned, with a handler that counts, or that also writes a row for each event in the batch's transaction. */
measureProcessor(async ({ url, entrant, nth }) => {
  await fill(url);
  let handled = 0;
  const consumer = postgreSQLEventStoreConsumer<Deposited>({
    connectionString: url,
    pulling: { batchSize: tuned.emmettBatch, pullingFrequencyInMs: tuned.emmettPullingMs },
  });
  consumer.reactor<Deposited>({
    processorId: `${entrant}-${nth}`,
    startFrom: "BEGINNING",
    eachMessage: async ({ data, metadata }, { connection }) => {
      if (entrant === "emmettUpsert")
        // The client of the transaction is pg's, whatever its type says.
        await (connection.client as unknown as pg.ClientBase).query(upsert, [metadata.streamName, data.amount]);
      handled++;
    },
  });
  const running = consumer.start();
  return {
    handled: () => handled,
    total: log.emmettEvents,
    close: async () => {
      await consumer.close();
      await running;
    },
  };
});

/** Once for each database: streams of deposits. */
async function fill(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url });
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
  const { rows } = await pool.query("select to_regclass('emmett_balances') as made");
  if (rows[0]?.made === null) {
    await store.schema.migrate();
    for (let stream = 0; stream < log.emmettEvents / appended; stream++)
      await store.appendToStream<Deposited>(
        `warm-${stream}`,
        Array.from({ length: appended }, (_, n): Deposited => ({ type: "MoneyDeposited", data: { amount: n + 1 } })),
      );
    await pool.query("create table emmett_balances (account_id text primary key, balance bigint not null)");
    await pool.query("vacuum analyze");
  }
  await store.close();
  await pool.end();
}
