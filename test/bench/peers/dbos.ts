import { DBOS } from "@dbos-inc/dbos-sdk";
import pg from "pg";
import { measureProcessor } from "../processors/measure-processor.ts";
import { dbosUnderWay } from "../workflows/cases.ts";
import type { WorkflowJob } from "../workflows/workflow-job.ts";

/** The pool of the application's own, as its documentation has it: of pg's default size. */
let pool: pg.Pool | undefined;

/** What Myelin's command comes to: one row of a table, written by the one step. */
async function writeReceipt(id: string, amount: number): Promise<void> {
  await pool?.query("insert into dbos_receipts (receipt_id, amount) values ($1, $2)", [id, amount]);
}

/** Registered before the launch, as it has to be. */
const receiptWorkflow = DBOS.registerWorkflow(
  async (id: string, amount: number): Promise<void> => {
    await DBOS.runStep(() => writeReceipt(id, amount), { name: "writeReceipt" });
  },
  { name: "receiptWorkflow" },
);

/** DBOS on its defaults, but for its log: an event is a call of the workflow under the event's id; so many are under way at once. */
measureProcessor<WorkflowJob>(async ({ url, nth }) => {
  const own = new pg.Pool({ connectionString: url });
  pool = own;
  await own.query("create table if not exists dbos_receipts (receipt_id text primary key, amount integer not null)");
  DBOS.setConfig({ name: "bench", systemDatabaseUrl: url, logLevel: "warn" });
  await DBOS.launch();
  const state = { handled: 0, next: 0, over: false };
  const run = async (): Promise<void> => {
    while (!state.over) {
      const id = `${nth}-order-${state.next++}`;
      const handle = await DBOS.startWorkflow(receiptWorkflow, { workflowID: id })(id, (state.next % 100) + 1);
      await handle.getResult();
      state.handled++;
    }
  };
  const running = Promise.all(Array.from({ length: dbosUnderWay }, run));
  return {
    handled: () => state.handled,
    total: Number.POSITIVE_INFINITY,
    close: async () => {
      state.over = true;
      await running;
      await DBOS.shutdown();
      await own.end();
    },
  };
});
