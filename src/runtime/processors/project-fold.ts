import type { Row, RowKey } from "../../model/node.ts";
import type { FoldTable } from "../../model/tables.ts";
import type { FoldRows } from "../../store/segment-store.ts";
import { applyStep, type FoldStep, foldStep } from "./fold-step.ts";
import type { Projecting } from "./projecting.ts";

/** Folds a batch into rows: each row is loaded once, changed in memory in the order of the log, and written once. */
export async function projectFold(fold: FoldTable, projecting: Projecting): Promise<void> {
  const { transaction } = projecting;
  const steps: FoldStep[] = [];
  const keys = new Map<string, RowKey>();
  for (const { event } of projecting.events) {
    const step = foldStep(fold, { event, circumstances: projecting });
    if (step === undefined) continue;
    steps.push(step);
    keys.set(step.keyText, step.key);
  }
  if (keys.size === 0) return;
  const rows = new Map<string, Row | null>(await transaction.rows.load(fold.target, [...keys.values()]));
  const changed = new Set<string>();
  for (const step of steps) {
    const next = applyStep(fold, { step, row: rows.get(step.keyText) ?? undefined, circumstances: projecting });
    if (next === undefined) continue;
    rows.set(step.keyText, next);
    changed.add(step.keyText);
  }
  await writeRows(fold, { rows, changed, keys, store: transaction.rows });
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
