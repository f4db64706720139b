import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { compile } from "../../../src/mod.ts";
import { startEngine } from "../../../src/runtime/mod.ts";
import { measureProcessor } from "../processors/measure-processor.ts";
import { orders } from "../workflows/cases.ts";
import { workflowApplication } from "../workflows/workflow-application.ts";
import type { WorkflowJob } from "../workflows/workflow-job.ts";

/** An engine on its defaults that runs one workflow from the first event on. */
measureProcessor<WorkflowJob>(async ({ url, nth }) => {
  let handled = 0;
  const count = (): void => {
    handled++;
  };
  const engine = await startEngine({
    tables: compile(workflowApplication({ nth, count })),
    store: await postgresStore({ url }),
    migrate: true,
    log: (level, message, facts) => level !== "info" && console.error(level, message, facts),
  });
  return { handled: () => handled, total: orders.events, close: () => engine.stop() };
});
