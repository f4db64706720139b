import type { FoldTable, Tables } from "../../model/tables.ts";
import type { InlineFold } from "../../store/event-store.ts";

/** By name, the folds that are to be written by appends. */
export function declaredFolds({ projections }: Tables): ReadonlyMap<string, FoldTable> {
  return new Map(
    Object.values(projections).flatMap((table) =>
      table.form === "fold" && table.life === "inline" ? [[table.name, table] as const] : [],
    ),
  );
}

/** Those that this code does not fold as the database has it. */
export function strangeFolds(
  folds: readonly InlineFold[],
  declared: ReadonlyMap<string, FoldTable>,
): readonly InlineFold[] {
  return folds.filter(({ processor, version }) => declared.get(processor)?.fingerprint !== version);
}
