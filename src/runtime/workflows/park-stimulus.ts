import { MyelinError } from "../../base/error.ts";
import { startOfLog } from "../../model/position.ts";
import type { WorkflowTable } from "../../model/tables.ts";
import type { LetterCause, NewLetter } from "../../store/letter-store.ts";
import type { BatchTransaction } from "../../store/segment-store.ts";
import { sequenceParked, sequenceResumed } from "../letters/announce.ts";
import { letterCause } from "../letters/letter-cause.ts";
import { limitsOf, park, parkBehind, QueueFull } from "../processors/park-event.ts";
import type { ObservedBatch } from "../telemetry/observed-batch.ts";
import type { Came } from "./came.ts";
import { standsForRefusedUndo, typeOf } from "./stimulus.ts";

export interface StimulusParkingContext {
  readonly table: WorkflowTable;
  readonly transaction: BatchTransaction;
  /** Ids of the instances that have letters; grows. */
  readonly parked: Set<string>;
  /** Undefined while nobody looks. */
  readonly observed?: ObservedBatch | undefined;
}

/** Puts it behind the letters of its instance. */
export async function waitBehind(came: Came, parking: StimulusParkingContext): Promise<void> {
  const { stimulus, id } = came;
  const { table, transaction, parked } = parking;
  if (stimulus.kind === "event") {
    const behind = await parkBehind(stimulus.item, {
      processor: table.name,
      policy: table.onFailure,
      transaction,
      parked,
    });
    if (!behind) throw notParked(id, table);
    return;
  }
  const letter = await leftLetter(came, { parking, cause: null });
  const outcome = await transaction.letters.enqueueIfPresent(id, Object.assign(letter, limitsOf(table.onFailure)));
  if (outcome === "full") throw fullQueue(came, table);
  if (outcome === "absent") throw notParked(id, table);
}

/** Makes it the first letter of its instance, which waits from now on. */
export async function parkFailed(came: Came, error: unknown, parking: StimulusParkingContext): Promise<void> {
  const { stimulus, id } = came;
  const { table, transaction, parked, observed } = parking;
  if (parked.has(id)) return waitBehind(came, parking);
  if (stimulus.kind === "event")
    return park(stimulus.item, error, {
      processor: table.name,
      policy: table.onFailure,
      transaction,
      parked,
      observed,
    });
  await parkLeft(came, letterCause(error), parking);
}

/** An undo that came to nothing waits in a letter, behind those that are there: retried it is sent once more. */
export async function parkRefusedUndo(came: Came, why: string, parking: StimulusParkingContext): Promise<void> {
  await parkLeft(came, { type: "UndoRefused", message: why, stack: null }, parking);
}

/** Removes the letters of undos that came to nothing: it was decided otherwise what becomes of them. */
export async function dropRefusedUndos(
  sequence: string,
  { table, transaction, parked }: StimulusParkingContext,
): Promise<void> {
  for (const letter of await transaction.letters.ofSequence(sequence)) {
    if (!standsForRefusedUndo(letter)) continue;
    if ((await transaction.letters.evict(sequence, letter)) !== "emptied") continue;
    parked.delete(sequence);
    await transaction.announce([sequenceResumed({ processor: table.name, sequence })]);
  }
}

async function parkLeft(came: Came, cause: LetterCause, parking: StimulusParkingContext): Promise<void> {
  const { id } = came;
  const { table, transaction, parked } = parking;
  const letter = await leftLetter(came, { parking, cause });
  const outcome = await transaction.letters.enqueue(id, Object.assign(letter, limitsOf(table.onFailure)));
  if (outcome === "full") throw fullQueue(came, table);
  if (parked.has(id)) return;
  parked.add(id);
  await transaction.announce(sequenceParked({ processor: table.name, sequence: id }, { stream: { type: "", id: "" } }));
}

interface Leaving {
  readonly parking: StimulusParkingContext;
  readonly cause: LetterCause | null;
}

/** What came is kept in the inbox, where the letter finds it. */
async function leftLetter({ id, stimulus, inbox }: Came, { parking, cause }: Leaving): Promise<NewLetter> {
  const { table, transaction } = parking;
  if (stimulus.kind === "event")
    throw new MyelinError("internal", "Cannot park an event as a row of the inbox; report this");
  const { content, parent, correlationId } = stimulus;
  const row = inbox === undefined ? { workflow: table.name, id, content, parent, correlationId } : { number: inbox };
  const number = await transaction.workflows.parkInbox(row);
  const event = { position: startOfLog, subIndex: 0, inbox: number };
  return { event, eventType: typeOf(stimulus), cause, diagnostics: null };
}

function fullQueue({ id, stimulus }: Came, { name, onFailure }: WorkflowTable): QueueFull {
  const { maxSequences, maxLetters } = limitsOf(onFailure);
  const message = `Cannot park ${typeOf(stimulus)} of workflow "${name}": ${maxSequences} instances are parked, or ${maxLetters} letters of instance "${id}"; retry or evict some of them`;
  return new QueueFull("handler_failed", message, { details: { processor: name, sequence: id } });
}

/** The whole batch is handled again. */
function notParked(id: string, { name }: WorkflowTable): MyelinError {
  return new MyelinError(
    "contention",
    `Cannot park behind instance "${id}" of workflow "${name}": it was resumed meanwhile; handle it again`,
  );
}
