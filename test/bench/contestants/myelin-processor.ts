import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { compile } from "../../../src/mod.ts";
import { startEngine } from "../../../src/runtime/mod.ts";
import { log } from "../processors/cases.ts";
import { measureProcessor } from "../processors/measure-processor.ts";
import { processorApplication } from "../processors/processor-application.ts";

/** An engine on its defaults that runs one projection from the first event on. */
measureProcessor(async (job) => {
  let handled = 0;
  const count = (): void => {
    handled++;
  };
  const engine = await startEngine({
    tables: compile(processorApplication({ ...job, count })),
    store: await postgresStore({ url: job.url }),
    migrate: true,
    log: (level, message, facts) => level !== "info" && console.error(level, message, facts),
  });
  return { handled: () => handled, total: log.events, close: () => engine.stop() };
});
