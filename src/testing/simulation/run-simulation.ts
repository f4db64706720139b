import type { Action } from "./action.ts";
import type { Chance } from "./choices.ts";
import type { ClientScript } from "./simulated-client.ts";
import { type SimulatedWorld, type SimulationView, simulatedWorld, type WorldOptions } from "./simulated-world.ts";

/** Looks at a world and throws where it is not as it must be. */
export type Invariant = (view: SimulationView) => void;

export interface Run extends Pick<WorldOptions, "tables"> {
  /** Makes the clients' scripts, the same each time. */
  readonly scripts: () => readonly ClientScript[];
  /** Places of those that do not begin. */
  readonly idle: ReadonlySet<number>;
  /** After each step. */
  readonly always: Invariant | undefined;
  /** When nothing is left to do. */
  readonly eventually: Invariant | undefined;
  readonly maxSteps: number;
  /** Resolves when all promises that can go on have gone on. */
  readonly settled: () => Promise<void>;
}

/** How a run went. */
export interface Ended {
  /** What happened, in order. */
  readonly schedule: readonly string[];
  /** How much of it need not have happened: crashes, deliveries again, commands cut in two. */
  readonly extras: number;
  readonly failure?: { readonly error: unknown; readonly kind: "always" | "eventually" | "thrown" };
}

/** Picks what happens next; undefined ends the run. */
export type Choose = (actions: readonly Action[], step: number) => Action | undefined;

/** One run, from a world without events to where nothing is left to do or something is wrong. */
export async function runSimulation(run: Run, choose: Choose): Promise<Ended> {
  const clients = run.scripts().map((script, place) => (run.idle.has(place) ? undefined : script));
  const world = simulatedWorld({ tables: run.tables, clients });
  const schedule: string[] = [];
  let extras = 0;
  world.start();
  await run.settled();
  for (let step = 0; step < run.maxSteps; step++) {
    const action = choose(world.actions(), step);
    if (action === undefined) break;
    schedule.push(action.label);
    if (action.extra) extras++;
    action.run();
    await run.settled();
    const failure = failureOf(world, { invariant: run.always, kind: "always" });
    if (failure !== undefined) return { schedule, extras, failure };
  }
  // Cut off by the number of steps, it is not at its end.
  if (world.actions().some(({ extra }) => !extra)) return { schedule, extras };
  const failure = failureOf(world, { invariant: run.eventually, kind: "eventually" });
  return failure === undefined ? { schedule, extras } : { schedule, extras, failure };
}

interface Checking {
  readonly invariant: Invariant | undefined;
  readonly kind: "always" | "eventually";
}

function failureOf({ view, failure }: SimulatedWorld, { invariant, kind }: Checking): Ended["failure"] {
  if (failure !== undefined) return { error: failure, kind: "thrown" };
  try {
    invariant?.(view);
    return undefined;
  } catch (error) {
    return { error, kind };
  }
}

/** Any of what may happen; extras and the passing of time are rarer than what moves the run on. */
export function byChance(chance: Chance): Choose {
  return (actions) => {
    const extras = actions.filter(({ extra }) => extra);
    if (extras.length > 0 && chance.oneIn(4)) return extras[chance.below(extras.length)];
    const late = actions.filter(({ extra, late }) => !extra && late === true);
    const soon = actions.filter(({ extra, late }) => !extra && late !== true);
    const wanted = soon.length === 0 || (late.length > 0 && chance.oneIn(20)) ? late : soon;
    return wanted[chance.below(wanted.length)];
  };
}

/** What a list says, as far as it may happen; then, where the run is to come to its end, whatever comes first. */
export function byList(labels: readonly string[], { toTheEnd }: { readonly toTheEnd: boolean }): Choose {
  let next = 0;
  return (actions) => {
    for (; next < labels.length; next++) {
      const found = actions.find(({ label }) => label === labels[next]);
      if (found === undefined) continue;
      next++;
      return found;
    }
    if (!toTheEnd) return undefined;
    const needed = actions.filter(({ extra }) => !extra);
    return needed.find(({ late }) => late !== true) ?? needed[0];
  };
}
