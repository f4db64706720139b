import { isMyelinError, MyelinError } from "../../base/error.ts";
import type { StoredEvent } from "../../model/message.ts";
import type { FoldTable } from "../../model/tables.ts";
import type { FoldRows } from "../../store/segment-store.ts";
import type { ProcessorEvent } from "../processors/event-page.ts";
import { projectFold } from "../processors/project-fold.ts";

/**
 * Folds events in the transaction that stores them: each row is loaded and written once.
 *
 * @throws MyelinError `handler_failed` when a handler fails, or the table refuses a row
 */
export async function foldInline(
  folds: readonly FoldTable[],
  { events, rows }: { readonly events: readonly StoredEvent[]; readonly rows: FoldRows },
): Promise<void> {
  for (const fold of folds) {
    const own = events.filter(({ type }) => type in fold.handlers).map(itemOf);
    if (own.length === 0) continue;
    try {
      await projectFold(fold, { events: own, transaction: { rows, db: undefined }, replay: undefined });
    } catch (error) {
      throw isMyelinError(error) && error.code !== "internal" ? error : rowRefused(fold, error);
    }
  }
}

/** Nothing here goes by sequences: the stream is the row. */
function itemOf(event: StoredEvent): ProcessorEvent {
  return { event, subIndex: 0, sequence: event.stream.id, hash: 0 };
}

function rowRefused({ name, target }: FoldTable, cause: unknown): MyelinError {
  const message = `Cannot append: table "${target.name}" of inline projection "${name}" refused a row; mend its handlers`;
  return new MyelinError("handler_failed", message, { cause });
}
