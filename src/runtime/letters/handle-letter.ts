import { MyelinError } from "../../base/error.ts";
import { keyHash } from "../../base/key-hash.ts";
import type { EffectTable, ProjectionTable } from "../../model/tables.ts";
import type { BatchTransaction } from "../../store/segment-store.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { isNobodysFault } from "../processors/failure-decision.ts";
import { parkBehind } from "../processors/park-event.ts";
import { project } from "../processors/project.ts";
import { ended, evict, failedAgain, remove } from "./letter-end.ts";
import { factsOf, type LetterHandling, type LetterOutcome } from "./letter-handling.ts";

/**
 * Handles one letter: first the segment of its sequence is locked, then the letter is looked at; its end, its handler's writes and the
 * announcement commit together. A reactor's handler runs before that, under the letter's claim, and so does the publishing of a relay. A letter of which nothing can be
 * handled any more is given up.
 *
 * Throws what is nobody's fault; then nothing has changed.
 */
export function handleLetter(handling: LetterHandling): Promise<LetterOutcome> {
  const { subject, table, log, letter } = handling;
  if (subject.items.length > 0)
    return table.form === "reactor" || table.form === "relay"
      ? reactToLetter(table, handling)
      : projectLetter(table, handling);
  const { processor, sequence, event } = letter;
  log("warn", `Letter given up: ${subject.gone}`, { processor, sequence, position: event.position });
  return underLock(handling, (transaction) => remove(handling, transaction, { kind: "given-up" }));
}

function projectLetter(table: ProjectionTable, handling: LetterHandling): Promise<LetterOutcome> {
  const { replay, letter, subject } = handling;
  return underLock(handling, async (transaction) => {
    if (await wentBehind(handling, transaction)) return remove(handling, transaction, { kind: "handled" });
    try {
      // The look at the letter comes first; it and the writes are undone together when the handler fails.
      const eviction = await transaction.apart(async () => {
        const found = await evict(handling, transaction);
        if (found !== "unknown") {
          oneSequence(handling);
          await project(table, { events: subject.items, transaction, replay, letter: factsOf(letter) });
        }
        return found;
      });
      return await ended(handling, transaction, { kind: "handled", eviction });
    } catch (error) {
      return failedAgain(handling, transaction, { error });
    }
  });
}

/** At least once: when the claim ends while the handler runs, another worker calls it, too, with equal ids for what it sends. */
async function reactToLetter(table: EffectTable, handling: LetterHandling): Promise<LetterOutcome> {
  const { replay, letter, subject, react, signal } = handling;
  const behind = await underLock(handling, async (transaction) =>
    (await wentBehind(handling, transaction)) ? remove(handling, transaction, { kind: "handled" }) : undefined,
  );
  if (behind !== undefined) return behind;
  try {
    oneSequence(handling);
    for (const item of subject.items) await react(table, item, { replay, letter: factsOf(letter), signal });
  } catch (error) {
    if (isNobodysFault(error) || signal.aborted) throw error;
    return underLock(handling, (transaction) => failedAgain(handling, transaction, { error }));
  }
  return underLock(handling, (transaction) => remove(handling, transaction, { kind: "handled" }));
}

/**
 * Whether the letter goes on in another sequence: its key is another one by today's code, and letters wait there. Without any it is handled
 * now: that sequence is locked, too, since it writes that sequence's rows.
 */
async function wentBehind({ letter, subject, table }: LetterHandling, transaction: BatchTransaction): Promise<boolean> {
  const [item] = subject.items;
  if (item === undefined || item.sequence === letter.sequence) return false;
  const { processor } = letter;
  const parked = new Set([item.sequence]);
  return parkBehind(item, { processor, policy: table.onFailure, transaction, parked });
}

/** What an upcaster made of one event may belong to several sequences: they cannot be handled under one lock. */
function oneSequence({ letter, subject: { items } }: LetterHandling): void {
  const first: ProcessorEvent | undefined = items[0];
  if (items.every(({ sequence }) => sequence === first?.sequence)) return;
  const message = `Cannot retry the letter at position ${letter.event.position} of processor "${letter.processor}": its event belongs to several sequences now; reset the processor, or evict the letter`;
  throw new MyelinError("processor_refused", message);
}

async function underLock<T>(handling: LetterHandling, work: (transaction: BatchTransaction) => Promise<T>): Promise<T> {
  const { segments, letter, subject } = handling;
  const { processor, sequence } = letter;
  const also = keyHash(sequence);
  const result = await segments.locked({ processor, hash: subject.items[0]?.hash ?? also, also, handle: work });
  if (result.kind === "done") return result.value;
  const act = `Cannot retry sequence "${sequence}" of processor "${processor}"`;
  if (result.kind === "unknown")
    throw new MyelinError("unknown_processor", `${act}: it has no segments; start it once`);
  throw new MyelinError("contention", `${act}: a batch holds its segment; try again`);
}
