import { endOfTime, isAfter, type Position } from "../../model/position.ts";
import { shadowName } from "../../model/shadow-name.ts";
import type { ProcessorState, SegmentState } from "../../store/segment-store.ts";
import type { AnyProcessorTable } from "../letters/sequence-of.ts";
import { nearest } from "../rebuild/bring-up.ts";
import type { AdminPorts } from "./admin-ports.ts";
import type { ProcessorOverview, RebuildStatus, SegmentStatus } from "./admin-types.ts";

/** Events counted, at most. */
const mostLag = 10_000;

export interface Overseen {
  readonly name: string;
  /** Undefined where it is not declared. */
  readonly table: AnyProcessorTable | undefined;
  /** Undefined where it never ran. */
  readonly state: ProcessorState | undefined;
  readonly head: Position;
}

/** A processor as operators see it. */
export async function processorOverview(overseen: Overseen, ports: AdminPorts): Promise<ProcessorOverview> {
  const { name, table, state } = overseen;
  const parked = await ports.store.letters.count(name);
  return {
    name,
    kind: table === undefined ? "undeclared" : kindOf(table),
    paused: state?.paused ?? false,
    replayingUntil: state?.replay?.until ?? null,
    nodes: state?.nodes ?? [],
    parkedSequences: parked.sequences,
    letters: parked.letters,
    rebuild: await rebuildStatus(overseen, ports),
    segments: await segmentStatuses(overseen, ports),
  };
}

function kindOf({ form }: AnyProcessorTable): ProcessorOverview["kind"] {
  return form === "fold" || form === "free" ? "projection" : form;
}

async function rebuildStatus({ name, table, state, head }: Overseen, ports: AdminPorts): Promise<RebuildStatus | null> {
  const processor = shadowName(name);
  const shadow = state?.rebuild === undefined ? undefined : await ports.store.segments.state(processor);
  if (state?.rebuild === undefined || shadow === undefined) return null;
  const { state: stage, why, acceptParked, ageMs } = state.rebuild;
  const { sequences, letters } = await ports.store.letters.count(processor);
  const position = nearest(shadow.segments);
  const { lagEvents } = await lagReader({ types: table?.storedTypes ?? [], head }, ports)(position);
  const lastError = shadow.segments.find(({ report }) => report?.error != null)?.report?.error ?? null;
  const facts = { processor, state: stage, why, position, lagEvents, ageSeconds: ageMs / 1000, acceptParked };
  return { ...facts, parkedSequences: sequences, letters, lastError };
}

/** An inline fold is as far as the log: appends write it. */
async function segmentStatuses({ state, table, head }: Overseen, ports: AdminPorts): Promise<readonly SegmentStatus[]> {
  const lagFrom = lagReader({ types: table?.storedTypes ?? [], head }, ports);
  const statuses: SegmentStatus[] = [];
  for (const segment of state?.segments ?? []) {
    const { id, mask } = segment;
    const position = segment.position === endOfTime ? head : segment.position;
    const lag = await lagFrom(position);
    const stands = standOf(segment, state?.paused ?? false);
    statuses.push({ id, mask, position, ...lag, ...stands });
  }
  return statuses;
}

type Lag = Pick<SegmentStatus, "lagEvents" | "lagSeconds">;

const none: Lag = Object.freeze({ lagEvents: 0, lagSeconds: 0 });

/** Segments mostly stand at few positions: each is asked for once. */
function lagReader(
  { types, head }: { types: readonly string[]; head: Position },
  { store, clock }: AdminPorts,
): (after: Position) => Promise<Lag> {
  const known = new Map<Position, Lag>();
  return async (after) => {
    if (types.length === 0 || !isAfter(head, after)) return none;
    const before = known.get(after);
    if (before !== undefined) return before;
    const { events, oldest } = await store.events.lag({ after, upTo: head, types, limit: mostLag });
    const seconds = oldest === undefined ? 0 : Math.max(0, (clock.now() - oldest.getTime()) / 1000);
    const lag = { lagEvents: events, lagSeconds: seconds };
    known.set(after, lag);
    return lag;
  };
}

function standOf(
  { owner, report }: SegmentState,
  paused: boolean,
): Pick<SegmentStatus, "owner" | "state" | "lastError"> {
  const node = owner === undefined || owner.leaseMs <= 0 ? null : owner.node;
  const lastError = report?.error ?? null;
  if (paused) return { owner: node, state: "paused", lastError };
  return { owner: node, state: node === null ? "unowned" : (report?.state ?? "running"), lastError };
}
