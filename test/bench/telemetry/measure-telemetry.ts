import type { Figures } from "../figures.ts";
import type { Bench } from "../measure-commands.ts";
import { type Child, startChild } from "../processes/child.ts";
import type { ProcessorRow } from "../processors/processor-report.ts";
import type { TelemetryJob } from "./telemetry-job.ts";
import { type TelemetryPair, telemetryRow } from "./telemetry-row.ts";

/** The interval needs many, and what two processes made of the same code differs by more than what is measured: so there are several of each. */
const turns = 6;
const pairsInTurn = 6;
const callers = 64;

/**
 * What it costs to be able to look: the same engine with counts and OpenTelemetry's API but no SDK, against one with neither. Batched, 64 callers,
 * each command a new stream; each engine in a process of its own, each stretch on a new database; who begins changes from pair to pair.
 */
export async function measureTelemetry(bench: Bench): Promise<ProcessorRow> {
  const pairs: TelemetryPair[] = [];
  for (let turn = 0; turn < turns; turn++) pairs.push(...(await takeTurn(bench)));
  return telemetryRow(pairs);
}

async function takeTurn(bench: Bench): Promise<readonly TelemetryPair[]> {
  const children = { wired: startChild(script), without: startChild(script) };
  const rate = (telemetry: TelemetryJob["telemetry"]): Promise<number> =>
    stretch(bench, { telemetry, child: children[telemetry] });
  const pairs: TelemetryPair[] = [];
  try {
    // The first stretch of each warms its process up.
    for (const telemetry of ["wired", "without"] as const) await rate(telemetry);
    while (pairs.length < pairsInTurn) {
      const first = pairs.length % 2 === 0 ? await rate("without") : undefined;
      const wired = await rate("wired");
      pairs.push({ wired, without: first ?? (await rate("without")) });
    }
  } finally {
    await Promise.all(Object.values(children).map((child) => child.stop()));
  }
  return pairs;
}

const script = "contestants/myelin-telemetry";

interface Stretch extends Pick<TelemetryJob, "telemetry"> {
  readonly child: Child;
}

async function stretch({ options, server, say }: Bench, { telemetry, child }: Stretch): Promise<number> {
  const { seconds, interceptors } = options;
  const times = { rampMs: seconds * 500, timedMs: seconds * 1000 };
  const { rate } = await server.withDatabase((url) => {
    const job: TelemetryJob = { url, telemetry, name: "new-streams", mode: "batched", callers, interceptors, ...times };
    return child.ask<Figures>(job);
  });
  say(`  telemetry ${telemetry.padEnd(8)} ${Math.round(rate).toLocaleString("en").padStart(9)}/s`);
  return rate;
}
