import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import {
  type FoldRows,
  type FoldTarget,
  type Row,
  type RowKey,
  type RowReader,
  rowKeyText,
  rowOrder,
} from "../../src/runtime/mod.ts";
import type { Journal } from "./journal.ts";

/** The rows of all fold projections, by table and key. */
export interface MemoryTables {
  reader(target: FoldTarget): RowReader;
  /** Changes that show only after `commit`; of the twins of tables where their mark is given. */
  begin(journal: Journal, twin?: string): TableChanges;
  /** Twins with this mark take the place of the tables; `keep: false`: they are gone. */
  swap(tables: readonly object[], twin: { readonly mark: string; readonly keep: boolean }): void;
}

/** What a transaction does to tables. */
export interface TableChanges {
  readonly rows: FoldRows;
  truncate(tables: readonly object[]): void;
  commit(): void;
}

type Table = Map<string, Row>;

/** What a transaction does to one table. */
interface Changes {
  /** Whether its rows of before are gone. */
  readonly emptied: boolean;
  readonly rows: Map<string, Row | null>;
}

export function memoryTables(): MemoryTables {
  const tables = new Map<string, Table>();
  const tableOf = (name: string): Table => {
    const table = tables.get(name) ?? new Map();
    tables.set(name, table);
    return table;
  };
  return {
    reader: ({ name, key }) => ({
      get: async (...values) => tableOf(name).get(rowKeyText(values)),
      list: async () => [...tableOf(name).values()].sort(rowOrder(key)),
    }),
    swap: (swapped, { mark, keep }) => {
      for (const name of swapped.map(nameOf)) {
        if (keep) tables.set(name, tableOf(twinName(name, mark)));
        tables.delete(twinName(name, mark));
      }
    },
    begin: (journal, twin) => {
      const changes = new Map<Table, Changes>();
      const batch = { tableOf: (name: string) => tableOf(twinName(name, twin)), changes, journal };
      return {
        rows: batchRows(batch),
        truncate: (emptied) => {
          for (const table of emptied) empty(batch, batch.tableOf(nameOf(table)));
        },
        commit: () => applyAll(changes),
      };
    },
  };
}

/** No table is called like that. */
function twinName(name: string, mark: string | undefined): string {
  return mark === undefined ? name : JSON.stringify([mark, name]);
}

interface Batch {
  readonly tableOf: (name: string) => Table;
  readonly changes: Map<Table, Changes>;
  readonly journal: Journal;
}

function batchRows(batch: Batch): FoldRows {
  const { tableOf, changes } = batch;
  const read = (target: FoldTarget, key: RowKey): Row | undefined => {
    const table = tableOf(target.name);
    const { emptied = false, rows } = changes.get(table) ?? {};
    const own = rows?.get(rowKeyText(key));
    return own === null ? undefined : (own ?? (emptied ? undefined : table.get(rowKeyText(key))));
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
      const { rows } = changesOf(batch, tableOf(target.name));
      for (const { key, row } of written) set(batch, { rows, key: rowKeyText(key), row });
    },
  };
}

function changesOf({ changes, journal }: Batch, table: Table): Changes {
  const known = changes.get(table);
  if (known !== undefined) return known;
  const made = { emptied: false, rows: new Map() };
  journal.note(() => changes.delete(table));
  changes.set(table, made);
  return made;
}

interface Setting {
  readonly rows: Changes["rows"];
  readonly key: string;
  readonly row: Row | null;
}

function set({ journal }: Batch, { rows, key, row }: Setting): void {
  const before = rows.get(key);
  journal.note(() => (before === undefined ? rows.delete(key) : rows.set(key, before)));
  rows.set(key, row === null ? null : { ...row });
}

function empty({ changes, journal }: Batch, table: Table): void {
  const before = changes.get(table);
  journal.note(() => (before === undefined ? changes.delete(table) : changes.set(table, before)));
  changes.set(table, { emptied: true, rows: new Map() });
}

function applyAll(changes: Batch["changes"]): void {
  for (const [table, { emptied, rows }] of changes) {
    if (emptied) table.clear();
    for (const [key, row] of rows) {
      if (row === null) table.delete(key);
      else table.set(key, row);
    }
  }
}

/** As a fold's target names it. */
function nameOf(table: object): string {
  const { name, schema } = getTableConfig(table as PgTable); // what projections own are drizzle tables
  return schema === undefined ? name : `${schema}.${name}`;
}
