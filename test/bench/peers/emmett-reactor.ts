import { CommandHandler, type Event } from "@event-driven-io/emmett";
import { getPostgreSQLEventStore, postgreSQLEventStoreConsumer } from "@event-driven-io/emmett-postgresql";
import pg from "pg";
import { tuned } from "../processors/cases.ts";
import { measureProcessor } from "../processors/measure-processor.ts";
import { orders } from "../workflows/cases.ts";
import type { WorkflowJob } from "../workflows/workflow-job.ts";

type OrderPlaced = Event<"OrderPlaced", { amount: number }>;
type ReceiptWritten = Event<"ReceiptWritten", { amount: number }>;

const handle = CommandHandler<null, ReceiptWritten>({ initialState: () => null, evolve: () => null });

/** Events of one append; Emmett's function takes them as arrays. */
const appended = 500;

/**
 * Emmett 0.42 has types of workflows, and nothing that runs or keeps them: its way is a reactor of its consumer that handles a command for each
 * event, on a stream of its own. Tuned as the consumer of the other benchmarks is.
 */
measureProcessor<WorkflowJob>(async ({ url, nth }) => {
  const pool = new pg.Pool({ connectionString: url });
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
  await fill(store, pool);
  let handled = 0;
  const consumer = postgreSQLEventStoreConsumer<OrderPlaced>({
    connectionString: url,
    pulling: { batchSize: tuned.emmettBatch, pullingFrequencyInMs: tuned.emmettPullingMs },
  });
  consumer.reactor<OrderPlaced>({
    processorId: `receipts-${nth}`,
    startFrom: "BEGINNING",
    canHandle: ["OrderPlaced"],
    eachMessage: async ({ data, metadata }) => {
      const id = `receipt-${nth}-${metadata.streamName}-${metadata.streamPosition}`;
      await handle(store, id, () => ({ type: "ReceiptWritten", data: { amount: data.amount } }));
      handled++;
    },
  });
  const running = consumer.start();
  return {
    handled: () => handled,
    total: orders.emmettEvents,
    close: async () => {
      await consumer.close();
      await running;
      await store.close();
      await pool.end();
    },
  };
});

type Store = ReturnType<typeof getPostgreSQLEventStore>;

/** Once for each database. */
async function fill(store: Store, pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query("select to_regclass('emmett_orders_filled') as made");
  if (rows[0]?.made !== null) return;
  await store.schema.migrate();
  for (let stream = 0; stream < orders.emmettEvents / appended; stream++)
    await store.appendToStream<OrderPlaced>(
      `orders-${stream}`,
      Array.from({ length: appended }, (_, n): OrderPlaced => ({ type: "OrderPlaced", data: { amount: n + 1 } })),
    );
  await pool.query("create table emmett_orders_filled ()");
}
