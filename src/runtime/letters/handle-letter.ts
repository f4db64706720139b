import type { EffectTable, ProjectionTable } from "../../model/tables.ts";
import { isNobodysFault } from "../processors/failure-decision.ts";
import { project } from "../processors/project.ts";
import { stepLetter } from "../workflows/step-letter.ts";
import { ended, evict, failedAgain, remove } from "./letter-end.ts";
import { factsOf, type LetterHandling, type LetterOutcome } from "./letter-handling.ts";
import { oneSequence, underLock, wentBehind } from "./under-lock.ts";

/**
 * Handles one letter: first the segment of its sequence is locked, then the letter is looked at; its end, its handler's writes and the
 * announcement commit together. A reactor's handler runs before that, under the letter's claim, and so does the publishing of a relay. A letter of which nothing can be
 * handled any more is given up.
 *
 * Throws what is nobody's fault; then nothing has changed.
 */
export function handleLetter(handling: LetterHandling): Promise<LetterOutcome> {
  const { subject, table, log, letter } = handling;
  if (table.form === "workflow" && (subject.items.length > 0 || subject.row !== undefined))
    return stepLetter(table, handling);
  if (table.form !== "workflow" && subject.items.length > 0)
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
  const { replay, letter, subject, react, signal, span } = handling;
  const behind = await underLock(handling, async (transaction) =>
    (await wentBehind(handling, transaction)) ? remove(handling, transaction, { kind: "handled" }) : undefined,
  );
  if (behind !== undefined) return behind;
  try {
    oneSequence(handling);
    for (const item of subject.items) await react(table, item, { replay, letter: factsOf(letter), signal, span });
  } catch (error) {
    if (isNobodysFault(error) || signal.aborted) throw error;
    return underLock(handling, (transaction) => failedAgain(handling, transaction, { error }));
  }
  return underLock(handling, (transaction) => remove(handling, transaction, { kind: "handled" }));
}
