import { type CommandCase, contestantsOf, type Mode } from "./cases.ts";
import type { DatabaseServer } from "./database-server.ts";
import type { Figures } from "./figures.ts";
import type { Measured, Say } from "./measured.ts";
import type { BenchOptions } from "./options.ts";
import { type Child, startChild } from "./processes/child.ts";
import type { MeasureJob } from "./processes/measure-contestant.ts";

const scripts: Readonly<Record<Exclude<Mode, "httpFloor">, string>> = {
  batched: "contestants/myelin",
  simple: "contestants/myelin",
  emmett: "peers/emmett",
  rawSingle: "contestants/raw-single",
  rawBatched: "contestants/raw-batched",
};

export interface Bench {
  readonly options: BenchOptions;
  readonly server: DatabaseServer;
  readonly say: Say;
}

/** Every case with every number of callers; within each the contestants take turns, round after round. */
export async function measureCommands(bench: Bench): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const name of bench.options.cases)
    for (const callers of bench.options.callers) measured.push(...(await measureCase({ name, callers }, bench)));
  return measured;
}

interface Case {
  readonly name: CommandCase;
  readonly callers: number;
}

interface Entrant {
  readonly mode: Mode;
  readonly child: Child;
  readonly rounds: Figures[];
}

async function measureCase(one: Case, bench: Bench): Promise<readonly Measured[]> {
  const { profile, rounds, modes } = bench.options;
  const invited = contestantsOf(one).filter((mode) => modes.includes(mode));
  const entrants = invited.map(
    (mode): Entrant => ({
      mode,
      child: startChild(scriptOf(mode), { profile, label: labelOf(one, mode) }),
      rounds: [],
    }),
  );
  try {
    for (let round = 1; round <= rounds; round++)
      for (const entrant of entrants) entrant.rounds.push(await measureOnce(entrant, { one, bench, round }));
  } finally {
    await Promise.all(entrants.map(({ child }) => child.stop()));
  }
  return entrants.map(({ mode, rounds }) => ({ case: one.name, callers: one.callers, mode, rounds }));
}

interface Turn {
  readonly one: Case;
  readonly bench: Bench;
  readonly round: number;
}

async function measureOnce({ mode, child }: Entrant, { one, bench, round }: Turn): Promise<Figures> {
  const { seconds, interceptors } = bench.options;
  const figures = await bench.server.withDatabase((url) => {
    const job: MeasureJob = { url, ...one, mode, interceptors, timedMs: seconds * 1000, rampMs: seconds * 500 };
    return child.ask<Figures>(job);
  });
  const rate = Math.round(figures.rate).toLocaleString("en");
  bench.say(`  round ${round}  ${labelOf(one, mode).padEnd(34)} ${rate.padStart(9)}/s`);
  return figures;
}

function scriptOf(mode: Mode): string {
  if (mode === "httpFloor")
    throw new Error('Cannot measure "httpFloor" here: it takes requests, not commands; see measure-http');
  return scripts[mode];
}

function labelOf({ name, callers }: Case, mode: Mode): string {
  return `${name} ${callers} ${mode}`;
}
