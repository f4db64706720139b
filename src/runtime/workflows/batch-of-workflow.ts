import type { Log } from "../../base/ports.ts";
import type { Position } from "../../model/position.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type { InboxRow, TimerRow } from "../../model/workflow-instance.ts";
import type { BatchTransaction, Claim, HeldSegment, SegmentStore } from "../../store/segment-store.ts";
import type { Batch, BatchOutcome, Stop } from "../processors/batch-context.ts";
import { unitsOf } from "../processors/batch-context.ts";
import type { ParkedSequences } from "../processors/parked-sequences.ts";
import { type Came, cameEvent, cameOutcome, cameRow, cameTimer } from "./came.ts";
import { fireTick, isTick } from "./cron-timers.ts";
import type { StepPorts } from "./draft.ts";
import { handleStimulus, type StimulusBatch } from "./handle-stimulus.ts";
import { type InstanceSet, instanceSet, type OutboxRow, type Summary } from "./instance-set.ts";
import type { StimulusFailures } from "./stimulus-failures.ts";

/** What waits beside the events. */
export interface BesideBatch {
  readonly outcomes: readonly OutboxRow[];
  readonly inbox: readonly InboxRow[];
  readonly timers: readonly TimerRow[];
  /** To be set: those of the clock's starts. */
  readonly set: readonly TimerRow[];
}

export interface WorkflowBatchContext {
  readonly table: WorkflowTable;
  readonly segments: SegmentStore;
  readonly claim: Claim;
  readonly parked: ParkedSequences;
  readonly failures: StimulusFailures;
  readonly log: Log;
  /** Made for each batch. */
  readonly ports: () => StepPorts;
}

/** What became of a batch; `handled` says which outcomes are written down. */
export interface WorkflowBatchOutcome extends BatchOutcome {
  readonly handled: readonly OutboxRow[];
  readonly summary: Summary | undefined;
}

export interface WorkflowBatch extends Batch, BesideBatch {
  readonly how: "together" | "carefully";
}

interface Reached {
  stop: Stop | undefined;
  handled: OutboxRow[];
  summary: Summary | undefined;
}

/**
 * Everything that came to the instances of a segment, in one transaction with its position: outcomes, then the inbox, then events, then
 * timers. Reactions are pure, so that one that fails costs its neighbours nothing; carefully each is also written by itself, behind a savepoint.
 */
export async function batchOfWorkflow(
  batch: WorkflowBatch,
  context: WorkflowBatchContext,
): Promise<WorkflowBatchOutcome> {
  const { segments, claim, parked, failures } = context;
  const { from, to } = batch;
  const reached: Reached = { stop: undefined, handled: [], summary: undefined };
  const handle = async (transaction: BatchTransaction, held: HeldSegment): Promise<Position | undefined> => {
    Object.assign(reached, { stop: undefined, handled: [], summary: undefined });
    return handleAll(batch, { context, transaction, held, reached });
  };
  const result = await parked.during(() => segments.work({ claim, from, to, handle }));
  if (result.kind !== "done") return { result, stop: undefined, handled: [], summary: undefined };
  if (reached.stop === undefined) failures.clear();
  return { result, ...reached };
}

interface Handling {
  readonly context: WorkflowBatchContext;
  readonly transaction: BatchTransaction;
  readonly held: HeldSegment;
  readonly reached: Reached;
}

async function handleAll(
  batch: WorkflowBatch,
  { context, transaction, held, reached }: Handling,
): Promise<Position | undefined> {
  const { table, parked, failures, log, ports } = context;
  const { name } = table;
  const { workflows, letters } = transaction;
  const sequences = await parked.under(held.lettersVersion, letters);
  const rows =
    batch.inbox.length === 0
      ? []
      : await workflows.peekInbox(
          name,
          batch.inbox.map(({ number }) => number),
        );
  const timers = batch.timers.length === 0 ? [] : await workflows.takeTimers(batch.timers);
  const loaded = await workflows.load(name, idsOf(batch, { rows, timers }));
  const steps = ports();
  const set = instanceSet({ table, loaded, timers, ports: steps });
  for (const timer of batch.set) set.setTimer(timer);
  const handling: StimulusBatch = {
    table,
    transaction,
    parked: sequences,
    set,
    failures,
    log,
    now: steps.now,
    carefully: batch.how === "carefully",
    observed: batch.observed,
    handled: [],
  };
  const at = await handleInOrder(batch, { handling, rows, reached });
  set.putBack();
  await write(handling);
  reached.summary = set.summary;
  return at;
}

async function write({ table, transaction, set, handled }: StimulusBatch): Promise<void> {
  const { instances, inbox } = set.takeChange();
  const numbers = handled.splice(0);
  if (instances.length + inbox.length + numbers.length === 0) return;
  await transaction.workflows.write(table.name, { instances, handled: numbers, inbox });
}

function idsOf(
  { events, outcomes }: WorkflowBatch,
  { rows, timers }: { readonly rows: readonly InboxRow[]; readonly timers: readonly TimerRow[] },
): readonly string[] {
  const all = [...events.map(({ sequence }) => sequence), ...[...outcomes, ...rows, ...timers].map(({ id }) => id)];
  return [...new Set(all)];
}

interface InOrder {
  readonly handling: StimulusBatch;
  readonly rows: readonly InboxRow[];
  readonly reached: Reached;
}

/** How far it came, where that is not the end. */
async function handleInOrder(
  batch: WorkflowBatch,
  { handling, rows, reached }: InOrder,
): Promise<Position | undefined> {
  const one = async (came: readonly Came[]): Promise<boolean> => {
    reached.stop = await handleStimulus(came, handling, { write });
    return reached.stop !== undefined;
  };
  for (const outcome of batch.outcomes) {
    if (await one([cameOutcome(outcome)])) return batch.from;
    reached.handled.push(outcome);
  }
  for (const row of rows) if (await one([cameRow(row)])) return batch.from;
  let at = batch.from;
  for (const { position, events } of unitsOf(batch.events)) {
    if (await one(events.map((item) => cameEvent(item, batch.replay)))) return at;
    at = position;
  }
  return (await fireTimers(handling.set, { one, handling })) ? batch.to : undefined;
}

interface Firing {
  readonly one: (came: readonly Came[]) => Promise<boolean>;
  readonly handling: StimulusBatch;
}

/** True when one of them stops the segment. */
async function fireTimers(set: InstanceSet, { one, handling }: Firing): Promise<boolean> {
  for (const timer of set.due()) {
    if (isTick(timer)) {
      if (set.fire(timer)) fireTick(timer, { set, table: handling.table, now: handling.now });
      continue;
    }
    // Taken before it fires, so that its own reaction can set it anew. An earlier step may have cancelled it.
    if (!set.fire(timer) || !(await one([cameTimer(timer)]))) continue;
    set.unfire(timer);
    return true;
  }
  return false;
}
