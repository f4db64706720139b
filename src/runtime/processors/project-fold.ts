import type { StoredEvent } from "../../model/message.ts";
import type { Row, RowKey } from "../../model/node.ts";
import type { FoldHandler, FoldTable } from "../../model/tables.ts";
import { type BatchTransaction, type FoldRows, rowKeyText } from "../../store/segment-store.ts";
import { failedOn } from "./handler-failure.ts";
import { rowKeyOf } from "./row-key.ts";

interface Step {
  readonly event: StoredEvent;
  readonly handler: FoldHandler;
  readonly key: RowKey;
  readonly keyText: string;
}

/** Folds a batch into rows: each row is loaded once, changed in memory in the order of the log, and written once. */
export async function projectFold(
  fold: FoldTable,
  { events, transaction }: { events: readonly StoredEvent[]; transaction: BatchTransaction },
): Promise<void> {
  const steps = events.flatMap((event) => stepOf(fold, event));
  const keys = new Map(steps.map(({ keyText, key }) => [keyText, key]));
  if (keys.size === 0) return;
  const rows = new Map<string, Row | null>(await transaction.rows.load(fold.target, [...keys.values()]));
  const changed = new Set<string>();
  for (const step of steps) {
    const next = applyStep(fold, { step, row: rows.get(step.keyText) ?? undefined });
    if (next === undefined) continue;
    rows.set(step.keyText, next);
    changed.add(step.keyText);
  }
  await writeRows(fold, { rows, changed, keys, store: transaction.rows });
}

function stepOf(fold: FoldTable, event: StoredEvent): readonly Step[] {
  const handler = fold.handlers[event.type];
  if (handler === undefined) return [];
  return failedOn({ projection: fold.name, event }, () => {
    const key = rowKeyOf(fold, { handler, event });
    return [{ event, handler, key, keyText: rowKeyText(key) }];
  });
}

interface Applying {
  readonly step: Step;
  /** As the events before left it. */
  readonly row: Row | undefined;
}

/** The row after the event, null when it is deleted, undefined when it stays. */
function applyStep(fold: FoldTable, { step, row }: Applying): Row | null | undefined {
  const { event, handler, key } = step;
  return failedOn({ projection: fold.name, event }, () => {
    const before = row ?? (fold.initial === undefined ? undefined : { ...keyColumns(fold, key), ...fold.initial });
    const patch = handler.handle(before, event.data, { ...event, eventId: event.id });
    if (patch === undefined || patch === null) return patch;
    return { ...before, ...patch, ...keyColumns(fold, key) };
  });
}

function keyColumns(fold: FoldTable, key: RowKey): Row {
  return Object.fromEntries(fold.target.key.map((column, index) => [column, key[index]]));
}

interface Changes {
  readonly rows: ReadonlyMap<string, Row | null>;
  readonly changed: ReadonlySet<string>;
  readonly keys: ReadonlyMap<string, RowKey>;
  readonly store: FoldRows;
}

async function writeRows(fold: FoldTable, { rows, changed, keys, store }: Changes): Promise<void> {
  const changes = [...changed].flatMap((keyText) => {
    const key = keys.get(keyText);
    return key === undefined ? [] : [{ key, row: rows.get(keyText) ?? null }];
  });
  if (changes.length > 0) await store.write(fold.target, changes);
}
