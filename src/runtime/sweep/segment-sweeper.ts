import { keyHash } from "../../base/key-hash.ts";
import type { Ids } from "../../base/ports.ts";
import { isAfter, type Position } from "../../model/position.ts";
import type { Tables, WorkflowTable } from "../../model/tables.ts";
import type { ProcessorState, SegmentRef, SegmentState } from "../../store/segment-store.ts";
import type { AnyProcessorTable } from "../letters/sequence-of.ts";
import { endReplay } from "../processors/end-replay.ts";
import { claimedTables } from "../processors/run-processors.ts";
import { type TableWorkers, type TableWorkersPorts, tableWorkers } from "../processors/table-processor.ts";
import { shadowTable } from "../rebuild/shadow-table.ts";
import { settledHead } from "../settled-head.ts";
import { type Choice, chooseSegments } from "./choose-segments.ts";
import { inLanes } from "./in-lanes.ts";
import { type SweepLease, sweepLease } from "./sweep-lease.ts";
import type { Sweeper, SweepRound, Swept } from "./sweeper.ts";

export interface SegmentSweepPorts extends Omit<TableWorkersPorts, "leased" | "head" | "enough"> {
  readonly ids: Ids;
  readonly node: string;
  readonly leaseMs: number;
}

export interface SegmentRound extends SweepRound {
  /** What the round is about, where that is not everything: one processor, and nothing behind a position. */
  readonly scope?: { readonly processor: string; readonly upTo: Position };
}

/** Moves segments that nobody owns. Several sweeps at once, and nodes beside them, have different ones: claims see to that. */
export function segmentSweeper(ports: SegmentSweepPorts): Sweeper {
  return { work: "segments", sweep: (round) => sweepSegments(round, ports) };
}

/** One round: claims segments, has each worked on to the log's end as it is now, and gives them up. */
export async function sweepSegments(round: SegmentRound, ports: SegmentSweepPorts): Promise<Swept> {
  const { store, clock, ids, node } = ports;
  const { scope } = round;
  const tables = sweptTables(ports.tables).filter(({ name }) => scope === undefined || name === scope.processor);
  if (tables.length === 0) return { left: false, moved: false };
  const head = await settledHead({ events: store.events, clock }, round.signal);
  const upTo = scope !== undefined && isAfter(head, scope.upTo) ? scope.upTo : head;
  const id = `${node}~${ids.next()}`;
  const lease = sweepLease({ ...ports, id, segments: store.segments });
  const working: Working = { ports, round, upTo, lease, turn: keyHash(id) };
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

type Table = Exclude<AnyProcessorTable, WorkflowTable>;

/** Workflows have more to do than to handle events: whoever owns their segments sends their commands and fires their timers. */
function sweptTables(tables: Tables): readonly Table[] {
  return claimedTables(tables).filter((table): table is Table => table.form !== "workflow");
}

interface Found extends Choice {
  readonly state: ProcessorState;
  readonly workers: TableWorkers;
}

interface Working {
  readonly ports: SegmentSweepPorts;
  readonly round: SweepRound;
  readonly upTo: Position;
  readonly lease: SweepLease;
  readonly turn: number;
}

function isOver({ round, ports }: Working): boolean {
  return round.signal.aborted || ports.clock.now() >= round.until;
}

async function findWork(tables: readonly Table[], working: Working): Promise<readonly Found[]> {
  const { ports, round, upTo, turn } = working;
  const { segments } = ports.store;
  const states = new Map((await segments.all()).map((state) => [state.name, state]));
  const isLeftOut = (segment: SegmentState): boolean => round.failed.has(refText(segment));
  const found: Found[] = [];
  for (const table of tables.flatMap((one) => versionsOf(one, states.get(one.name)))) {
    const state = states.get(table.name);
    // Who has other sequence keys would lose events between segments that stand apart.
    if (state === undefined || state.fingerprint !== table.fingerprint) continue;
    await endReplay(state, { segments, log: ports.log });
    const workers = tableWorkers(table, workerPorts(working));
    const choice = await chooseSegments(state, { upTo, reader: workers.reader, turn, isLeftOut });
    found.push({ state, workers, ...choice });
  }
  return found;
}

/** A processor, and what is built beside it with this code's sequence keys. */
function versionsOf(table: Table, state: ProcessorState | undefined): readonly Table[] {
  return state?.rebuild?.fingerprint === table.fingerprint ? [table, shadowTable(table)] : [table];
}

async function workOn(found: readonly Found[], working: Working): Promise<Swept> {
  const { round, upTo, lease, ports } = working;
  const claims = await lease.claim(found.flatMap(({ chosen }) => chosen.map(refOf)));
  const claimOf = new Map(claims.map((claim) => [refText(claim), claim]));
  const begun = found.flatMap(({ state, workers, chosen }) =>
    chosen.flatMap((progress) => {
      const claim = claimOf.get(refText(progress));
      if (claim === undefined) return [];
      const worker = workers.worker({ claim, progress, replay: () => state.replay, moved: () => {} });
      return [{ from: progress.position, worker }];
    }),
  );
  const workers = begun.map(({ worker }) => worker);
  const ends = await inLanes(workers, {
    advance: (worker) => worker.advance({ target: upTo, ...round }),
    isOver: () => isOver(working),
  });
  for (const [worker, end] of ends) if (end === "failing") round.failed.add(refText(worker.claim));
  await ports.store.segments.pass(workers.flatMap(({ passing }) => passing ?? []));
  const segments = begun.filter(({ from, worker }) => isAfter(worker.position, from)).length;
  return {
    segments,
    events: workers.reduce((sum, { handled }) => sum + handled, 0),
    left: found.some(({ more }) => more) || workers.some((worker) => isAfter(upTo, worker.position)),
    moved: segments > 0,
  };
}

function workerPorts({ ports, upTo, lease, round }: Working): TableWorkersPorts {
  const head = { current: () => upTo, after: async () => {} };
  return { ...ports, head, leased: (signal) => lease.leased(signal), enough: round.signal };
}

function refOf({ processor, id, mask }: SegmentRef): SegmentRef {
  return { processor, id, mask };
}

function refText({ processor, id, mask }: SegmentRef): string {
  return `${processor} ${id}/${mask}`;
}
