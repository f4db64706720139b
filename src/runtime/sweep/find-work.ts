import type { Position } from "../../model/position.ts";
import type { Tables } from "../../model/tables.ts";
import type { Claim, ProcessorState, SegmentRef, SegmentState } from "../../store/segment-store.ts";
import type { AnyProcessorTable } from "../letters/sequence-of.ts";
import { endReplay } from "../processors/end-replay.ts";
import type { LogReader } from "../processors/log-reader.ts";
import type { SegmentWorker } from "../processors/segment-worker.ts";
import { type TableWorkersPorts, tableWorkers } from "../processors/table-processor.ts";
import { shadowTable } from "../rebuild/shadow-table.ts";
import type { SegmentBeside } from "../workflows/segment-beside.ts";
import { type WorkflowWorkersPorts, workflowWorkers } from "../workflows/workflow-processor.ts";
import { type Choice, chooseSegments } from "./choose-segments.ts";
import type { SweepLease } from "./sweep-lease.ts";
import type { SweepRound } from "./sweeper.ts";
import { nothingWaits, type WaitingInstances, waitingInstances } from "./waiting-instances.ts";

/** What sweeps need of an engine to work on segments. */
export interface SegmentSweepPorts extends Omit<TableWorkersPorts, "leased" | "head" | "enough"> {
  readonly tables: Tables;
  readonly workflows: WorkflowWorkersPorts["workflows"];
}

/** One round under way. */
export interface Working {
  readonly ports: SegmentSweepPorts;
  readonly round: SweepRound;
  readonly upTo: Position;
  /** Before the log's end was looked at: timers that are due by then have all events before them that came in time. */
  readonly now: Date;
  readonly lease: SweepLease;
  /** Sweeps that begin together reach for different segments. */
  readonly turn: number;
}

/** A segment that the sweep has. */
export interface SweptSegment {
  readonly worker: SegmentWorker;
  /** Of a workflow. */
  readonly beside?: SegmentBeside;
}

/** What there is to do for one processor. */
export interface Found extends Choice {
  begin(claim: Claim, progress: SegmentState): SweptSegment;
}

interface Workers {
  readonly reader: LogReader;
  readonly waiting: WaitingInstances;
  readonly begin: (own: OwnPorts) => SweptSegment;
}

type OwnPorts = Parameters<ReturnType<typeof tableWorkers>["worker"]>[0];

export async function findWork(tables: readonly AnyProcessorTable[], working: Working): Promise<readonly Found[]> {
  const { segments } = working.ports.store;
  const states = new Map((await segments.all()).map((state) => [state.name, state]));
  const found: Found[] = [];
  for (const table of tables.flatMap((one) => versionsOf(one, states.get(one.name)))) {
    const state = states.get(table.name);
    // Who has other sequence keys would lose events between segments that stand apart.
    if (state === undefined || state.fingerprint !== table.fingerprint) continue;
    found.push(await findIn(table, { state, working }));
  }
  return found;
}

interface Looking {
  readonly state: ProcessorState;
  readonly working: Working;
}

async function findIn(table: AnyProcessorTable, { state, working }: Looking): Promise<Found> {
  const { ports, round, upTo, turn } = working;
  await endReplay(state, { segments: ports.store.segments, log: ports.log });
  const { reader, waiting, begin } = await workersOf(table, working);
  const isLeftOut = (segment: SegmentState): boolean => round.failed.has(refText(segment));
  const choice = await chooseSegments(state, { upTo, reader, turn, isLeftOut, waiting });
  return {
    ...choice,
    begin: (claim, progress) => begin({ claim, progress, replay: () => state.replay, moved: () => {} }),
  };
}

async function workersOf(table: AnyProcessorTable, working: Working): Promise<Workers> {
  const { ports, upTo, lease, round, now } = working;
  const head = { current: () => upTo, after: async () => {} };
  const all = { ...ports, head, leased: (signal: AbortSignal) => lease.leased(signal), enough: round.signal };
  if (table.form !== "workflow") {
    const { reader, worker } = tableWorkers(table, all);
    return { reader, waiting: nothingWaits, begin: (own) => ({ worker: worker(own) }) };
  }
  const { failed: setAside, until } = round;
  const waiting = await waitingInstances(table, { store: ports.store.workflows, now, setAside });
  const { reader, worker } = workflowWorkers(table, all);
  const begin: Workers["begin"] = (own) => {
    const ticks = waiting.ticksIn(own.claim);
    return worker({ ...own, swept: { upTo, now, ticks, until, setAside, cut: ports.stopping } });
  };
  return { reader, waiting, begin };
}

/** A processor, and what is built beside it with this code's sequence keys. */
function versionsOf(table: AnyProcessorTable, state: ProcessorState | undefined): readonly AnyProcessorTable[] {
  if (table.form === "workflow") return [table];
  return state?.rebuild?.fingerprint === table.fingerprint ? [table, shadowTable(table)] : [table];
}

export function refOf({ processor, id, mask }: SegmentRef): SegmentRef {
  return { processor, id, mask };
}

export function refText({ processor, id, mask }: SegmentRef): string {
  return `${processor} ${id}/${mask}`;
}
