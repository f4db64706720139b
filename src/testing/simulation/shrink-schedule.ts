import type { Ended, Run } from "./run-simulation.ts";
import { byList, runSimulation } from "./run-simulation.ts";
import { inOnePiece } from "./simulated-senders.ts";

/** A run that fails. */
export interface Failing {
  readonly run: Run;
  readonly ended: Ended & Required<Pick<Ended, "failure">>;
}

/**
 * Looks for a shorter schedule that fails in the same way: without some of the clients, without some of the steps (delta debugging,
 * Zeller and Hildebrandt 2002: halves, then smaller and smaller pieces), and with commands that are not cut in two.
 */
export async function shrinkSchedule(failing: Failing): Promise<Failing> {
  return inOnePieces(await withoutSteps(await withoutClients(failing)));
}

async function withoutClients(failing: Failing): Promise<Failing> {
  let best = failing;
  for (const place of failing.run.scripts().keys()) {
    const run = { ...best.run, idle: new Set([...best.run.idle, place]) };
    best = (await tried(best.ended.schedule, { best, run })) ?? best;
  }
  return best;
}

async function withoutSteps(failing: Failing): Promise<Failing> {
  let best = failing;
  for (let size = Math.ceil(best.ended.schedule.length / 2); size >= 1; ) {
    const shorter = await withoutPiece(best, size);
    if (shorter === undefined) size = size === 1 ? 0 : Math.ceil(size / 2);
    else best = shorter;
  }
  return best;
}

async function withoutPiece(best: Failing, size: number): Promise<Failing | undefined> {
  const { schedule } = best.ended;
  for (let from = 0; from < schedule.length; from += size) {
    const labels = [...schedule.slice(0, from), ...schedule.slice(from + size)];
    const shorter = await tried(labels, { best, run: best.run });
    if (shorter !== undefined) return shorter;
  }
  return undefined;
}

async function inOnePieces(failing: Failing): Promise<Failing> {
  let best = failing;
  for (const label of failing.ended.schedule) {
    const pieces = inOnePiece(label);
    if (pieces === undefined) continue;
    const { schedule } = best.ended;
    const labels = schedule.filter((one) => one !== pieces.second).map((one) => (one === label ? pieces.whole : one));
    best = (await tried(labels, { best, run: best.run })) ?? best;
  }
  return best;
}

interface Trying {
  readonly best: Failing;
  readonly run: Run;
}

/** Undefined where it does not fail in the same way, or is not less. */
async function tried(labels: readonly string[], { best, run }: Trying): Promise<Failing | undefined> {
  const { kind } = best.ended.failure;
  const ended = await runSimulation(run, byList(labels, { toTheEnd: kind === "eventually" }));
  const { failure } = ended;
  if (failure?.kind !== kind) return undefined;
  const candidate = { run, ended: { ...ended, failure } };
  return isLess(sizeOf(candidate), sizeOf(best)) ? candidate : undefined;
}

/** What counts more stands first. */
function sizeOf({ run, ended }: Failing): readonly number[] {
  return [ended.schedule.length, ended.extras, -run.idle.size];
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const place = a.findIndex((value, index) => value !== b[index]);
  return place >= 0 && (a[place] ?? 0) < (b[place] ?? 0);
}
