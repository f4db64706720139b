import { MyelinError, messageOf } from "../../base/error.ts";
import { compile } from "../../compile/compile.ts";
import type { ApplicationNode } from "../../model/application-node.ts";
import { type Chance, chanceOf } from "./choices.ts";
import { macrotasks } from "./macrotasks.ts";
import { byChance, byList, type Ended, type Invariant, type Run, runSimulation } from "./run-simulation.ts";
import { shrinkSchedule } from "./shrink-schedule.ts";
import type { ClientScript } from "./simulated-client.ts";

/** What is simulated, and what must hold. */
export interface SimulationOptions {
  /** What clients do. Made anew for each run, also for those that look for a shorter failure: what a test counts begins here. `chance` is decided by the run's seed. */
  readonly clients: (chance: Chance) => readonly ClientScript[];
  /** Looked at after each step; throws where something is wrong. */
  readonly always?: Invariant;
  /** Looked at when nothing is left to do: every event is handled, no command and no timer is open. */
  readonly eventually?: Invariant;
  /** Of the first run; the others count on from it. Default: a random one, which a failure tells. */
  readonly seed?: number;
  /** Default 1,000. */
  readonly runs?: number;
  /** Of one run, at most; default 1,000. */
  readonly maxSteps?: number;
  /** Instead of chance: the steps of a former failure, of the run with this seed. */
  readonly schedule?: readonly string[];
}

/** A schedule that breaks an invariant: the shortest that was found. */
export interface SimulationFailure {
  readonly seed: number;
  /** What happened, a line each. */
  readonly schedule: readonly string[];
  /** What was wrong after the last of them. */
  readonly error: unknown;
}

/** What simulating came to. */
export interface SimulationReport {
  readonly runs: number;
  readonly steps: number;
  /** Absent when every run was right. */
  readonly failure?: SimulationFailure;
}

/**
 * Runs an application in memory, again and again, each time with another order of all that happens at once: commands (also decided, and
 * committed only after others), events handled by projections and reactors (in order within a sequence only), crashes before a commit,
 * deliveries again, timers. The seed decides everything: the same seed gives the same runs on every runtime. A failure is
 * shrunk to the shortest schedule that was found.
 *
 * ```ts
 * const { failure } = await simulate(bank, {
 *   clients: () => [async ({ send }) => { await send(account.commands.OpenAccount({ accountId: "a-1", owner: "Ann" })); }],
 *   always: ({ state }) => { … },
 * });
 * ```
 *
 * @throws MyelinError `invalid_application` when it does not compile, `unsupported` for free projections
 */
export async function simulate(
  application: { readonly node: ApplicationNode },
  options: SimulationOptions,
): Promise<SimulationReport> {
  const tables = compile(application);
  for (const { name, form } of Object.values(tables.projections)) if (form === "free") throw needsDatabase(name);
  const { seed = randomSeed(), always, eventually, maxSteps = 1_000 } = options;
  const turns = macrotasks();
  const base = { tables, always, eventually, maxSteps, settled: turns.settled };
  try {
    return await manyRuns({ ...options, seed }, base);
  } finally {
    turns.close();
  }
}

/** The same, and throws a failure: for tests. Its message has the seed, the schedule and what was wrong. */
export async function expectSimulation(
  application: { readonly node: ApplicationNode },
  options: SimulationOptions,
): Promise<SimulationReport> {
  const report = await simulate(application, options);
  if (report.failure !== undefined) throw new SimulationError(report.failure);
  return report;
}

/** A schedule that breaks an invariant. */
export class SimulationError extends Error {
  override readonly name = "SimulationError";
  readonly failure: SimulationFailure;

  constructor(failure: SimulationFailure) {
    const { seed, schedule, error } = failure;
    const steps = schedule.map((step, index) => `${String(index + 1).padStart(4)}. ${step}`);
    const again = `run it again with { seed: ${seed}, runs: 1 }, or these steps with { seed: ${seed}, schedule: [ … ] }`;
    super([`${messageOf(error)}`, "", `after ${schedule.length} steps:`, ...steps, "", again].join("\n"), {
      cause: error,
    });
    this.failure = failure;
  }
}

type Base = Omit<Run, "scripts" | "idle">;

interface Seeded extends SimulationOptions {
  readonly seed: number;
}

async function manyRuns(options: Seeded, base: Base): Promise<SimulationReport> {
  const runs = options.schedule === undefined ? (options.runs ?? 1_000) : 1;
  let steps = 0;
  for (let nth = 0; nth < runs; nth++) {
    const seed = options.seed + nth;
    const { run, ended } = await oneRun({ ...options, seed }, base);
    steps += ended.schedule.length;
    const { failure } = ended;
    if (failure === undefined) continue;
    const failing = { run, ended: { ...ended, failure } };
    const { ended: last } = options.schedule === undefined ? await shrinkSchedule(failing) : failing;
    return { runs: nth + 1, steps, failure: { seed, schedule: last.schedule, error: last.failure.error } };
  }
  return { runs, steps };
}

/** What scripts draw and what the scheduler draws does not depend on each other. */
const scheduling = 0x5bd1e995;

async function oneRun(options: Seeded, base: Base): Promise<{ readonly run: Run; readonly ended: Ended }> {
  const { clients, schedule, seed } = options;
  const run = { ...base, scripts: () => clients(chanceOf(seed)), idle: new Set<number>() };
  const choose = schedule === undefined ? byChance(chanceOf(seed ^ scheduling)) : byList(schedule, { toTheEnd: true });
  return { run, ended: await runSimulation(run, choose) };
}

function randomSeed(): number {
  const [seed = 1] = crypto.getRandomValues(new Uint32Array(1));
  return seed % 1_000_000_000;
}

function needsDatabase(name: string): MyelinError {
  const message = `Cannot simulate projection "${name}": it is free, and its handlers need a database; leave it out of the simulated application, or write it as a fold`;
  return new MyelinError("unsupported", message);
}
