import type { StoredEvent } from "../../model/message.ts";
import type { Row } from "../../model/node.ts";
import type { AggregateTable, FoldTable } from "../../model/tables.ts";
import { applyStep, foldStep } from "../processors/fold-step.ts";
import { upcastEvents } from "../upcast-events.ts";

export interface Folding {
  readonly fold: FoldTable;
  readonly aggregates: Readonly<Record<string, AggregateTable>>;
  /** By `rowKeyText`. Changed in place. */
  readonly rows: Map<string, Row>;
}

const circumstances = Object.freeze({ replay: undefined });

/** Folds stored events into rows, in the order given. Throws `handler_failed` and what upcasters throw. */
export function foldEvents(stored: readonly StoredEvent[], folding: Folding): void {
  for (const one of stored) {
    const aggregate = folding.aggregates[one.stream.type];
    if (aggregate === undefined) foldEvent(one, folding);
    else for (const event of upcastEvents(aggregate, [one])) foldEvent(event, folding);
  }
}

function foldEvent(event: StoredEvent, { fold, rows }: Folding): void {
  const step = foldStep(fold, { event, circumstances });
  if (step === undefined) return;
  const row = applyStep(fold, { step, row: rows.get(step.keyText), circumstances });
  if (row === null) rows.delete(step.keyText);
  else if (row !== undefined) rows.set(step.keyText, row);
}
