import type { StoredEvent } from "../../model/message.ts";
import type { Row, RowKey } from "../../model/node.ts";
import type { FoldHandler, FoldTable } from "../../model/tables.ts";
import { rowKeyText } from "../../store/segment-store.ts";
import { type Circumstances, eventContext, isReplayed } from "./event-context.ts";
import { failedOn } from "./handler-failure.ts";
import { rowKeyOf } from "./row-key.ts";

/** What one event does to one row. */
export interface FoldStep {
  readonly event: StoredEvent;
  readonly handler: FoldHandler;
  readonly key: RowKey;
  readonly keyText: string;
}

export interface Stepping {
  /** In today's shape. */
  readonly event: StoredEvent;
  readonly circumstances: Circumstances;
}

/** Undefined for an event that the fold does not handle. Throws `handler_failed`. */
export function foldStep(fold: FoldTable, { event, circumstances }: Stepping): FoldStep | undefined {
  const handler = fold.handlers[event.type];
  if (handler === undefined || (handler.once && isReplayed(event, circumstances.replay))) return undefined;
  return failedOn({ processor: fold.name, event }, () => {
    const key = rowKeyOf(fold, { handler, event });
    return { event, handler, key, keyText: rowKeyText(key) };
  });
}

export interface Applying {
  readonly step: FoldStep;
  /** As the events before left it. */
  readonly row: Row | undefined;
  readonly circumstances: Circumstances;
}

/** The row after the event, null when it is deleted, undefined when it stays. Throws `handler_failed`. */
export function applyStep(fold: FoldTable, { step, row, circumstances }: Applying): Row | null | undefined {
  const { event, handler, key } = step;
  return failedOn({ processor: fold.name, event }, () => {
    const before = row ?? (fold.initial === undefined ? undefined : withKey({ ...fold.initial }, { fold, key }));
    const patch = handler.handle(before, event.data, eventContext(event, circumstances));
    if (patch === undefined || patch === null) return patch;
    return withKey(Object.assign({}, before, patch), { fold, key });
  });
}

function withKey(row: Record<string, unknown>, { fold, key }: { fold: FoldTable; key: RowKey }): Row {
  const columns = fold.target.key;
  for (let index = 0; index < columns.length; index++) row[columns[index] ?? ""] = key[index];
  return row;
}
