import { keyHash } from "../../base/key-hash.ts";
import { linkedAbort } from "../../base/linked-abort.ts";
import type { Ids } from "../../base/ports.ts";
import { isAfter, type Position } from "../../model/position.ts";
import { claimedTables } from "../processors/run-processors.ts";
import { settledHead } from "../settled-head.ts";
import {
  type Found,
  findWork,
  refOf,
  refText,
  type SegmentSweepPorts,
  type SweptSegment,
  type Working,
} from "./find-work.ts";
import { inLanes } from "./in-lanes.ts";
import { sweepLease } from "./sweep-lease.ts";
import type { Sweeper, SweepRound, Swept } from "./sweeper.ts";

export interface SegmentSweeperPorts extends SegmentSweepPorts {
  readonly ids: Ids;
  readonly node: string;
  readonly leaseMs: number;
}

export interface SegmentRound extends SweepRound {
  /** What the round is about, where that is not everything: one processor, and nothing behind a position. */
  readonly scope?: { readonly processor: string; readonly upTo: Position };
}

/** Moves segments that nobody owns. Several sweeps at once, and nodes beside them, have different ones: claims see to that. */
export function segmentSweeper(ports: SegmentSweeperPorts): Sweeper {
  return { work: "segments", sweep: (round) => sweepSegments(round, ports) };
}

/** One round: claims segments, has each worked on to the log's end as it is now, and gives them up. */
export async function sweepSegments(round: SegmentRound, ports: SegmentSweeperPorts): Promise<Swept> {
  const { store, clock, ids, node } = ports;
  const { scope } = round;
  const tables = claimedTables(ports.tables).filter(({ name }) => scope === undefined || name === scope.processor);
  if (tables.length === 0) return { left: false, moved: false };
  const now = new Date(clock.now());
  const head = await settledHead({ events: store.events, clock }, round.signal);
  const upTo = scope !== undefined && isAfter(head, scope.upTo) ? scope.upTo : head;
  const id = `${node}~${ids.next()}`;
  const lease = sweepLease({ ...ports, id, segments: store.segments });
  const working: Working = { ports, round, upTo, now, lease, turn: keyHash(id) };
  const found = await findWork(tables, working);
  if (isOver(working) || found.every(({ chosen }) => chosen.length === 0))
    return { left: found.some(({ chosen, more }) => more || chosen.length > 0), moved: false };
  const over = new AbortController();
  const keeping = lease.keep(over.signal);
  try {
    return await workOn(found, working);
  } finally {
    over.abort();
    await keeping;
    await lease.leave();
  }
}

function isOver({ round, ports }: Working): boolean {
  return round.signal.aborted || ports.clock.now() >= round.until;
}

interface Begun extends SweptSegment {
  readonly from: Position;
}

async function workOn(found: readonly Found[], working: Working): Promise<Swept> {
  const { ports } = working;
  const begun = await claimAll(found, working);
  await workOnAll(begun, working);
  const workers = begun.map(({ worker }) => worker);
  await ports.store.segments.pass(workers.flatMap(({ passing }) => passing ?? []));
  const moved = begun.filter((one) => isAfter(one.worker.position, one.from) || hasDone(one));
  return {
    segments: moved.length,
    events: workers.reduce((sum, { handled }) => sum + handled, 0),
    left: found.some(({ more }) => more) || begun.some((one) => isLeft(one, working)),
    // Where others were quicker, what they left is looked for.
    moved: moved.length > 0 || (begun.length === 0 && found.some(({ more }) => more)),
  };
}

/** What others have claimed meanwhile is theirs for the rest of this sweep. */
async function claimAll(found: readonly Found[], { lease, round }: Working): Promise<readonly Begun[]> {
  const claims = await lease.claim(found.flatMap(({ chosen }) => chosen.map(refOf)));
  const claimOf = new Map(claims.map((claim) => [refText(claim), claim]));
  for (const ref of found.flatMap(({ chosen }) => chosen.map(refText))) if (!claimOf.has(ref)) round.failed.add(ref);
  return found.flatMap(({ chosen, begin }) =>
    chosen.flatMap((progress) => {
      const claim = claimOf.get(refText(progress));
      return claim === undefined ? [] : [{ from: progress.position, ...begin(claim, progress) }];
    }),
  );
}

/** Commands of workflows are sent beside the batches; those under way when the time is over come to their end, which is written down. */
async function workOnAll(begun: readonly Begun[], working: Working): Promise<void> {
  const { round, upTo, ports } = working;
  const { signal } = round;
  const workflows = begun.flatMap(({ beside }) => beside ?? []);
  const enough = linkedAbort(signal);
  const sending = Promise.all(workflows.map((one) => one.run(enough.signal)));
  const ends = await inLanes(
    begun.map(({ worker }) => worker),
    {
      advance: (worker) => worker.advance({ target: upTo, ...round }),
      isOver: () => isOver(working),
      signal,
    },
  );
  for (const [worker, end] of ends) if (end === "failing") round.failed.add(refText(worker.claim));
  enough.abort();
  await sending;
  for (const one of workflows) one.close();
  const { stopping } = ports;
  await inLanes(
    begun.flatMap(({ worker, beside }) => (beside === undefined ? [] : [worker])),
    {
      advance: (worker) => worker.advance({ target: worker.position, until: round.until, signal: stopping }),
      isOver: () => stopping.aborted,
      signal: stopping,
    },
  );
}

function hasDone({ worker, beside }: Begun): boolean {
  return beside !== undefined && worker.batches > 0;
}

function isLeft({ worker, beside }: Begun, { upTo }: Working): boolean {
  return isAfter(upTo, worker.position) || beside?.left(worker.position) === true;
}
