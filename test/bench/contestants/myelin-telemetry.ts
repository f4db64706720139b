import { otelTelemetry } from "../../../adapters/otel/mod.ts";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { compile } from "../../../src/mod.ts";
import { type Engine, startEngine } from "../../../src/runtime/mod.ts";
import { accounts } from "../domain/accounts.ts";
import { type Contestant, type MeasureJob, measureContestant } from "../processes/measure-contestant.ts";
import type { TelemetryJob } from "../telemetry/telemetry-job.ts";

measureContestant(async (job): Promise<Contestant> => {
  const engine = await open(job);
  let opened = 0;
  return {
    call: async () => {
      const payload = { accountId: `new-${opened++}`, owner: "Ann" };
      const result = await engine.submit({ command: "OpenAccount", payload });
      if (!result.ok) throw new Error(`Cannot measure OpenAccount: it was rejected (${result.reason})`);
      return true;
    },
    close: () => engine.stop(),
  };
});

async function open(job: MeasureJob): Promise<Engine> {
  // measure-telemetry sends no other jobs to this process.
  const { url, interceptors, telemetry } = job as TelemetryJob;
  return startEngine({
    tables: compile(accounts({ interceptors })),
    store: await postgresStore({ url }),
    migrate: true,
    log: (level, message, facts) => level !== "info" && console.error(level, message, facts),
    ...(telemetry === "wired" ? { telemetry: otelTelemetry() } : { metrics: false }),
  });
}
