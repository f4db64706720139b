import { MyelinError } from "../../base/error.ts";
import { keyHash } from "../../base/key-hash.ts";
import type { BatchTransaction } from "../../store/segment-store.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { parkBehind } from "../processors/park-event.ts";
import type { LetterHandling } from "./letter-handling.ts";

/**
 * Whether the letter goes on in another sequence: its key is another one by today's code, and letters wait there. Without any it is handled
 * now: that sequence is locked, too, since it writes that sequence's rows.
 */
export async function wentBehind(
  { letter, subject, table }: LetterHandling,
  transaction: BatchTransaction,
): Promise<boolean> {
  const [item] = subject.items;
  if (item === undefined || item.sequence === letter.sequence) return false;
  const { processor } = letter;
  const parked = new Set([item.sequence]);
  return parkBehind(item, { processor, policy: table.onFailure, transaction, parked });
}

/** What an upcaster made of one event may belong to several sequences: they cannot be handled under one lock. */
export function oneSequence({ letter, subject: { items } }: LetterHandling): void {
  const first: ProcessorEvent | undefined = items[0];
  if (items.every(({ sequence }) => sequence === first?.sequence)) return;
  const message = `Cannot retry the letter at position ${letter.event.position} of processor "${letter.processor}": its event belongs to several sequences now; reset the processor, or evict the letter`;
  throw new MyelinError("processor_refused", message);
}

/** Works while the segment of the letter is locked, and that of the sequence in which its event goes on. */
export async function underLock<T>(
  handling: LetterHandling,
  work: (transaction: BatchTransaction) => Promise<T>,
): Promise<T> {
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
