import type { WorkflowTable } from "../../model/tables.ts";
import type { BatchTransaction } from "../../store/segment-store.ts";
import { ended, evict, failedAgain, remove } from "../letters/letter-end.ts";
import { factsOf, type LetterHandling, type LetterOutcome } from "../letters/letter-handling.ts";
import { oneSequence, underLock, wentBehind } from "../letters/under-lock.ts";
import { instanceSet } from "./instance-set.ts";
import { parkRefusedUndo } from "./park-stimulus.ts";
import type { Stimulus } from "./stimulus.ts";

/** Handles a letter of a workflow: its step and its end commit together. What the instance sends, the owner of its segment finds in the outbox. */
export async function stepLetter(table: WorkflowTable, handling: LetterHandling): Promise<LetterOutcome> {
  const alarms: string[] = [];
  const outcome = await underLock(handling, async (transaction) => {
    alarms.length = 0;
    if (await wentBehind(handling, transaction)) return remove(handling, transaction, { kind: "handled" });
    try {
      const eviction = await transaction.apart(async () => {
        const found = await evict(handling, transaction);
        if (found === "unknown") return found;
        const stepped = await stepAll(table, { handling, transaction });
        alarms.push(...stepped.alarms);
        return stepped.parkedAgain ? "evicted" : found;
      });
      return await ended(handling, transaction, { kind: "handled", eviction });
    } catch (error) {
      return failedAgain(handling, transaction, { error });
    }
  });
  for (const alarm of alarms) handling.log("error", alarm, { workflow: table.name });
  return outcome;
}

interface Stepping {
  readonly handling: LetterHandling;
  readonly transaction: BatchTransaction;
}

interface Stepped {
  /** What somebody has to look at. */
  readonly alarms: readonly string[];
  /** There is a new letter in place of this one. */
  readonly parkedAgain: boolean;
}

async function stepAll(table: WorkflowTable, { handling, transaction }: Stepping): Promise<Stepped> {
  const { subject, letter, steps } = handling;
  oneSequence(handling);
  const id = subject.items[0]?.sequence ?? letter.sequence;
  const loaded = await transaction.workflows.load(table.name, [id]);
  const set = instanceSet({ table, loaded, timers: [], ports: steps() });
  let parkedAgain = false;
  for (const stimulus of stimuliOf(handling)) {
    const { refusedUndo } = set.apply(id, stimulus);
    if (refusedUndo === undefined) continue;
    const parking = { table, transaction, parked: new Set([id]) };
    await parkRefusedUndo({ id, key: `letter ${letter.index}`, stimulus }, refusedUndo, parking);
    parkedAgain = true;
  }
  const { instances, inbox } = set.takeChange();
  if (instances.length + inbox.length > 0)
    await transaction.workflows.write(table.name, { instances, handled: [], inbox });
  return { alarms: set.summary.alarms, parkedAgain };
}

function stimuliOf({ subject: { items, row }, letter, replay }: LetterHandling): readonly Stimulus[] {
  if (row === undefined) return items.map((item) => ({ kind: "event", item, replay, letter: factsOf(letter) }));
  const { content, parent, correlationId } = row;
  return [{ kind: "left", content, parent, correlationId }];
}
