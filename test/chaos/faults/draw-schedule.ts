import { stopMs } from "../node/node-settings.ts";
import { type Draw, drawing } from "../random.ts";
import { type Fault, type FaultKind, faultKinds, forms } from "./fault.ts";

/** What a full minute is given: more than it must hold, since some find nobody to hit. */
const perMinute: Readonly<Record<FaultKind, number>> = { kill: 5, stop: 3, restart: 2, cut: 11, reshape: 6 };

/** Milliseconds at the end of a run without new faults: a stopped node goes on before it ends. */
const quietMs = stopMs + 2_500;

export interface ScheduleOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly nodes: number;
}

/** All faults of a run in order of time; equal options give equal faults. */
export function drawSchedule({ seed, seconds, nodes }: ScheduleOptions): readonly Fault[] {
  const draw = drawing(seed);
  const faults: Fault[] = [];
  for (let second = 0; second < seconds; second += 60) {
    const part: Part = { fromMs: second * 1000, toMs: Math.min(second + 60, seconds) * 1000, endMs: seconds * 1000 };
    for (const kind of faultKinds) faults.push(...faultsOf(kind, { part, draw, nodes }));
  }
  return faults.map((fault) => sparing(fault, { faults, nodes })).sort((a, b) => a.atMs - b.atMs);
}

/** A node that is stopped is not killed before it went on: another one is. */
function sparing(
  fault: Fault,
  { faults, nodes }: { readonly faults: readonly Fault[]; readonly nodes: number },
): Fault {
  if (fault.kind !== "kill") return fault;
  const isStopped = (target: number): boolean =>
    faults.some((stop) => stop.kind === "stop" && stop.target === target && meets(fault, stop));
  for (let further = 0; further < nodes; further++) {
    const target = (fault.target + further) % nodes;
    if (!isStopped(target)) return { ...fault, target };
  }
  return fault;
}

/** Milliseconds that a node may need to start before it can be stopped, and around a stop. */
const roomMs = 2_500;

function meets(kill: Fault, stop: Fault): boolean {
  return kill.atMs > stop.atMs - roomMs && kill.atMs < stop.atMs + stopMs + roomMs;
}

/** A minute of the run, or its rest. */
interface Part {
  readonly fromMs: number;
  readonly toMs: number;
  /** Of the whole run. */
  readonly endMs: number;
}

interface Drawing {
  readonly part: Part;
  readonly draw: Draw;
  readonly nodes: number;
}

/** Each has a stretch of its own, so that they do not all come at once. */
function faultsOf(kind: FaultKind, { part, draw, nodes }: Drawing): readonly Fault[] {
  const toMs = Math.min(part.toMs, part.endMs - quietMs);
  const room = Math.max(toMs - part.fromMs, 1_000);
  const count = Math.ceil((perMinute[kind] * (part.toMs - part.fromMs)) / 60_000);
  const stretch = Math.floor(room / count);
  return Array.from({ length: count }, (_, nth) => ({
    atMs: part.fromMs + nth * stretch + draw.between(0, stretch - 1),
    kind,
    form: draw.of(forms[kind]),
    target: draw.between(0, nodes - 1),
    pick: draw.between(0, 0x7fffffff),
  }));
}
