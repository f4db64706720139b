import type { Row, RowKey } from "../../model/node.ts";
import type { FoldHandler, FoldTable } from "../../model/tables.ts";
import { type FoldRows, rowKeyText } from "../../store/segment-store.ts";
import { eventContext, isReplayed } from "./event-context.ts";
import type { ProcessorEvent } from "./event-page.ts";
import { failedOn } from "./handler-failure.ts";
import type { Projecting } from "./projecting.ts";
import { rowKeyOf } from "./row-key.ts";

interface Step {
  readonly item: ProcessorEvent;
  readonly handler: FoldHandler;
  readonly key: RowKey;
  readonly keyText: string;
}

/** Folds a batch into rows: each row is loaded once, changed in memory in the order of the log, and written once. */
export async function projectFold(fold: FoldTable, projecting: Projecting): Promise<void> {
  const { transaction } = projecting;
  const steps: Step[] = [];
  const keys = new Map<string, RowKey>();
  for (const item of projecting.events) {
    const step = stepOf(fold, { item, projecting });
    if (step === undefined) continue;
    steps.push(step);
    keys.set(step.keyText, step.key);
  }
  if (keys.size === 0) return;
  const rows = new Map<string, Row | null>(await transaction.rows.load(fold.target, [...keys.values()]));
  const changed = new Set<string>();
  for (const step of steps) {
    const next = applyStep(fold, { step, row: rows.get(step.keyText) ?? undefined, projecting });
    if (next === undefined) continue;
    rows.set(step.keyText, next);
    changed.add(step.keyText);
  }
  await writeRows(fold, { rows, changed, keys, store: transaction.rows });
}

interface Stepping {
  readonly item: ProcessorEvent;
  readonly projecting: Projecting;
}

function stepOf(fold: FoldTable, { item, projecting }: Stepping): Step | undefined {
  const { event } = item;
  const handler = fold.handlers[event.type];
  if (handler === undefined || (handler.once && isReplayed(event, projecting.replay))) return undefined;
  return failedOn({ processor: fold.name, event }, () => {
    const key = rowKeyOf(fold, { handler, event });
    return { item, handler, key, keyText: rowKeyText(key) };
  });
}

interface Applying {
  readonly step: Step;
  /** As the events before left it. */
  readonly row: Row | undefined;
  readonly projecting: Projecting;
}

/** The row after the event, null when it is deleted, undefined when it stays. */
function applyStep(fold: FoldTable, { step, row, projecting }: Applying): Row | null | undefined {
  const { item, handler, key } = step;
  const { event } = item;
  return failedOn({ processor: fold.name, event }, () => {
    const before = row ?? (fold.initial === undefined ? undefined : withKey({ ...fold.initial }, { fold, key }));
    const patch = handler.handle(before, event.data, eventContext(event, projecting));
    if (patch === undefined || patch === null) return patch;
    return withKey(Object.assign({}, before, patch), { fold, key });
  });
}

function withKey(row: Record<string, unknown>, { fold, key }: { fold: FoldTable; key: RowKey }): Row {
  const columns = fold.target.key;
  for (let index = 0; index < columns.length; index++) row[columns[index] ?? ""] = key[index];
  return row;
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
