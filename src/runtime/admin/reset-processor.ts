import { isMyelinError, MyelinError, messageOf } from "../../base/error.ts";
import type { Clock } from "../../base/ports.ts";
import { isAfter, laterOf, type Position, startOfLog } from "../../model/position.ts";
import type { Replay } from "../../model/processor-node.ts";
import type { EventStore } from "../../store/event-store.ts";
import type { SequenceRef } from "../../store/letter-store.ts";
import type { BatchTransaction, ProcessorState, ResetResult } from "../../store/segment-store.ts";
import { isAnnounced, sequenceResumed } from "../letters/announce.ts";
import type { AnyProcessorTable } from "../letters/sequence-of.ts";
import { isNobodysFault } from "../processors/failure-decision.ts";
import { startPosition } from "../processors/start-position.ts";
import { settledHead } from "../settled-head.ts";
import { type AdminPorts, declaredAndKnown } from "./admin-ports.ts";
import type { ResetOptions, ResetTarget } from "./admin-types.ts";
import { refusedProcessor } from "./declared-processors.ts";
import { refuseWhileRebuilt } from "./refuse-while-rebuilt.ts";
import { takeOutOfAppends } from "./take-out-of-appends.ts";

const act = "reset";
/** Times that a batch which holds a segment is waited for. */
const tries = 3;

/**
 * Sets a processor to another place of the log, all segments in one transaction with its rows: `onReset`, or its tables emptied. What it
 * had seen before is a replay. An inline fold is its processor's first, and goes inline again once it has caught up. With `force` it is paused first, and goes on afterwards, also when the reset failed.
 */
export async function resetProcessor(
  name: string,
  { options, ports }: { options: ResetOptions; ports: AdminPorts },
): Promise<void> {
  const { table, state: found } = await declaredAndKnown({ name, act }, ports);
  refuseWhileRebuilt(found, act);
  if (table.form !== "fold" && table.form !== "free" && options.resend !== true)
    throw refusedProcessor(name, {
      act,
      state: `it is a ${table.form}, and its effects would happen again`,
      mend: 'say "resend" if that is wanted',
    });
  await takeOutOfAppends(name, { act, ports });
  const resetting = { table, options, ports };
  const { state } = await declaredAndKnown({ name, act }, ports);
  if (options.force !== true || state.paused) return setBack(resetting);
  await ports.store.segments.pause(name, true);
  try {
    await setBack(resetting);
  } catch (error) {
    await resumeQuietly(name, ports);
    throw error;
  }
  await ports.store.segments.pause(name, false);
}

interface Resetting {
  readonly table: AnyProcessorTable;
  readonly options: ResetOptions;
  readonly ports: AdminPorts;
}

async function setBack(resetting: Resetting): Promise<void> {
  const { table, options, ports } = resetting;
  const { name } = table;
  for (let nth = 1; ; nth++) {
    // Looked at after the pause: nobody moves it any more.
    const { state } = await declaredAndKnown({ name, act }, ports);
    const result = await resetOnce(resetting, state);
    if (result.kind === "done") {
      ports.log("info", `Processor "${name}" was reset`, { processor: name, to: options.to.kind });
      return;
    }
    if (result.kind === "refused") throw refusal(result.why, { state, letters: await ports.store.letters.count(name) });
    if (nth === tries)
      throw new MyelinError(
        "contention",
        `Cannot reset processor "${name}": a batch under way does not end; try again`,
      );
  }
}

async function resetOnce({ table, options, ports }: Resetting, state: ProcessorState): Promise<ResetResult> {
  const { name } = table;
  const to = await positionOf(options.to, { name, clock: ports.clock, events: ports.store.events });
  const resumed = options.allowReset === true ? await announcedSequences(name, ports) : [];
  const handle = async (transaction: BatchTransaction): Promise<void> => {
    await clearRows(table, transaction);
    if (resumed.length > 0) await transaction.announce(resumed.map(sequenceResumed));
  };
  const { allowReset: clearLetters = false, force = false, context = null } = options;
  const replay = replayFrom(to, { state, context });
  return ports.store.segments.reset({ processor: name, to, replay, clearLetters, force, handle });
}

export async function positionOf(
  to: ResetTarget,
  { name, events, clock }: { name: string; events: EventStore; clock: Clock },
): Promise<Position> {
  const position = await startPosition(to, { events, clock });
  if (to.kind !== "position") return position;
  const head = await settledHead({ events, clock });
  if (!isAfter(position, head)) return position;
  const state = `the log ends at position ${head}, before ${position}`;
  throw refusedProcessor(name, { act, state, mend: 'give a position of the log, or "latest"' });
}

/** What was seen before, by this processor or before an earlier reset, is seen for the second time. */
export function replayFrom(
  to: Position,
  { state, context }: { state: ProcessorState; context: Replay["context"] },
): Replay | undefined {
  const seen = state.segments.flatMap(({ position, marks }) => [position, ...marks.map((mark) => mark.position)]);
  const until = seen.reduce(laterOf, state.replay?.until ?? startOfLog);
  return isAfter(until, to) ? { until, context } : undefined;
}

async function clearRows(table: AnyProcessorTable, transaction: BatchTransaction): Promise<void> {
  if (table.form === "reactor" || table.form === "relay") return;
  if (table.form === "workflow") return transaction.workflows.clear(table.name);
  if (table.form === "fold") return transaction.truncate([table.target.table]);
  if (table.onReset === undefined) return transaction.truncate(table.tables);
  try {
    await table.onReset(transaction.db);
  } catch (error) {
    if (isNobodysFault(error) || isMyelinError(error)) throw error;
    const message = `Cannot reset processor "${table.name}": its onReset threw ${JSON.stringify(messageOf(error))}; mend it, nothing was changed`;
    throw new MyelinError("handler_failed", message, { cause: error });
  }
}

/** Sequences of which it was announced that they are parked: their letters go, so they go on. */
async function announcedSequences(processor: string, { store }: AdminPorts): Promise<readonly SequenceRef[]> {
  const announced: SequenceRef[] = [];
  let after: SequenceRef | undefined;
  for (;;) {
    const page = await store.letters.sequences({ processor, limit: 500, ...(after === undefined ? {} : { after }) });
    for (const { sequence } of page)
      if (await isAnnounced(store.events, { processor, sequence })) announced.push({ processor, sequence });
    after = page.at(-1);
    if (page.length < 500) return announced;
  }
}

function refusal(
  why: "unknown" | "running" | "letters",
  { state, letters }: { state: ProcessorState; letters: { readonly sequences: number; readonly letters: number } },
): MyelinError {
  const { name, segments } = state;
  if (why === "letters")
    return refusedProcessor(name, {
      act,
      state: `${letters.letters} letters of ${letters.sequences} sequences wait in the dead-letter table`,
      mend: 'retry them first, or say "allowReset" to remove them',
    });
  const nodes = [...new Set(segments.flatMap(({ owner }) => (owner === undefined ? [] : [owner.node])))].sort();
  if (why === "running")
    return refusedProcessor(name, {
      act,
      state: `it runs on ${nodes.map((node) => `node "${node}"`).join(", ") || "some node"}`,
      mend: 'pause it first, or say "force" to have that done',
      details: { nodes },
    });
  return refusedProcessor(name, {
    act,
    state: "the database does not know it any more",
    mend: "start the application once",
  });
}

/** The reset's own error counts more. */
async function resumeQuietly(name: string, { store, log }: AdminPorts): Promise<void> {
  try {
    await store.segments.pause(name, false);
  } catch (error) {
    log("error", `Processor "${name}" stays paused: resume it`, { processor: name, cause: messageOf(error) });
  }
}
