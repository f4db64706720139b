import type { Log } from "../../base/ports.ts";
import type { Stop } from "../processors/batch-context.ts";
import { isNobodysFault } from "../processors/failure-decision.ts";
import { type Came, isSteering, mustWait } from "./came.ts";
import type { InstanceSet } from "./instance-set.ts";
import {
  dropRefusedUndos,
  parkFailed,
  parkRefusedUndo,
  type StimulusParkingContext,
  waitBehind,
} from "./park-stimulus.ts";
import { isRefusedUndo } from "./stimulus.ts";
import { type StimulusFailures, stopForStimulus } from "./stimulus-failures.ts";

/** One transaction of a workflow's segment. */
export interface StimulusBatch extends StimulusParkingContext {
  readonly set: InstanceSet;
  readonly failures: StimulusFailures;
  readonly log: Log;
  readonly now: Date;
  /** Whether each is written by itself. */
  readonly carefully: boolean;
  /** Numbers of rows of the inbox that are done with and not written yet; grows. */
  readonly handled: string[];
}

type Write = (batch: StimulusBatch) => Promise<void>;

export interface WritingTools {
  readonly write: Write;
}

/**
 * Handles what came as one: all of it, or nothing. What fails is tried again, becomes a letter or is passed over, as the policy says.
 * Answers why the segment has to stop, where it has to.
 */
export async function handleStimulus(
  came: readonly Came[],
  batch: StimulusBatch,
  { write }: WritingTools,
): Promise<Stop | undefined> {
  for (;;) {
    const at: Handled = { came: undefined };
    try {
      await handleAsOne(came, batch, { write, at });
      return undefined;
    } catch (error) {
      if (at.came === undefined || isNobodysFault(error)) throw error;
      const stop = stopForStimulus(at.came, error, batch);
      if (stop !== undefined) return stop;
    }
  }
}

/** Which of them was handled last. */
interface Handled {
  came: Came | undefined;
}

interface HandlingTools extends WritingTools {
  readonly at: Handled;
}

async function handleAsOne(came: readonly Came[], batch: StimulusBatch, { write, at }: HandlingTools): Promise<void> {
  const all = async (): Promise<void> => {
    for (const one of came) {
      at.came = one;
      await handleOne(one, batch);
    }
    if (batch.carefully) await write(batch);
  };
  // One step is made or is not; what is more, or writes before the end of the batch, may have to be undone.
  if (!batch.carefully && came.length === 1 && !writesAtOnce(came, batch)) return all();
  const undo = undoing(batch);
  try {
    await batch.transaction.apart(all);
  } catch (error) {
    undo();
    throw error;
  }
}

function undoing({ set, parked, handled }: StimulusBatch): () => void {
  const restore = set.save();
  const [waiting, numbers] = [[...parked], [...handled]];
  return () => {
    restore();
    parked.clear();
    for (const id of waiting) parked.add(id);
    handled.splice(0, handled.length, ...numbers);
  };
}

/** Letters are. */
function writesAtOnce(came: readonly Came[], { parked, failures }: StimulusBatch): boolean {
  return came.some(
    ({ id, key, stimulus }) => parked.has(id) || failures.get(key)?.decision === "letter" || isRefusedUndo(stimulus),
  );
}

async function handleOne(came: Came, batch: StimulusBatch): Promise<void> {
  const { set, parked, failures, handled } = batch;
  const { id, stimulus, inbox } = came;
  const failed = failures.get(came.key);
  const waits = parked.has(id) && mustWait(came, set.head(id));
  if (waits || failed?.decision !== undefined) {
    // What became of a command is written down in any case: it must not be sent again.
    if (stimulus.kind === "left" && stimulus.row !== undefined) set.apply(id, { ...stimulus, quiet: true });
    if (waits) return waitBehind(came, batch);
    if (failed?.decision === "letter") return parkFailed(came, failed.error, batch);
  } else await take(came, batch);
  if (inbox !== undefined) handled.push(inbox);
}

async function take(came: Came, batch: StimulusBatch): Promise<void> {
  const { set, parked } = batch;
  const { id, stimulus } = came;
  const { refusedUndo } = set.apply(id, stimulus);
  if (refusedUndo !== undefined) await parkRefusedUndo(came, refusedUndo, batch);
  else if (isSteering(came) && parked.has(id) && set.head(id)?.status !== "stuck") await dropRefusedUndos(id, batch);
}
