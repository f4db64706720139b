import {
  type FoldRows,
  type FoldTarget,
  type Row,
  type RowKey,
  type RowReader,
  rowKeyText,
} from "../../src/runtime/mod.ts";

/** The rows of all fold projections, by table and key. */
export interface MemoryTables {
  reader(target: FoldTarget): RowReader;
  /** Changes that show only after `commit`. */
  begin(): { readonly rows: FoldRows; commit(): void };
}

type Table = Map<string, Row>;

export function memoryTables(): MemoryTables {
  const tables = new Map<string, Table>();
  const tableOf = ({ name }: FoldTarget): Table => {
    const table = tables.get(name) ?? new Map();
    tables.set(name, table);
    return table;
  };
  return {
    reader: (target) => ({
      get: async (...key) => tableOf(target).get(rowKeyText(key)),
      list: async () => [...tableOf(target).values()].sort(byKey(target)),
    }),
    begin: () => {
      const changes = new Map<Table, Map<string, Row | null>>();
      return { rows: batchRows({ tableOf, changes }), commit: () => applyAll(changes) };
    },
  };
}

interface Batch {
  readonly tableOf: (target: FoldTarget) => Table;
  readonly changes: Map<Table, Map<string, Row | null>>;
}

function batchRows({ tableOf, changes }: Batch): FoldRows {
  const read = (target: FoldTarget, key: RowKey): Row | undefined => {
    const table = tableOf(target);
    const own = changes.get(table)?.get(rowKeyText(key));
    return own === null ? undefined : (own ?? table.get(rowKeyText(key)));
  };
  return {
    load: async (target, keys) =>
      new Map(
        keys.flatMap((key) => {
          const row = read(target, key);
          return row === undefined ? [] : [[rowKeyText(key), row] as const];
        }),
      ),
    write: async (target, written) => {
      const table = tableOf(target);
      const own = changes.get(table) ?? new Map();
      for (const { key, row } of written) own.set(rowKeyText(key), row === null ? null : { ...row });
      changes.set(table, own);
    },
  };
}

function applyAll(changes: Batch["changes"]): void {
  for (const [table, rows] of changes) {
    for (const [key, row] of rows) {
      if (row === null) table.delete(key);
      else table.set(key, row);
    }
  }
}

function byKey({ key }: FoldTarget): (a: Row, b: Row) => number {
  return (a, b) => {
    const column = key.find((name) => a[name] !== b[name]);
    return column === undefined ? 0 : compare(a[column], b[column]);
  };
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}
