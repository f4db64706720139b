import type { Session } from "../driver.ts";
import { quoted } from "../rows/fold-columns.ts";
import { textAt } from "../sql/columns.ts";
import type { FoundTable } from "./find-tables.ts";

/** A table that serves, and the one that is like it and has the new rows. Names are quoted, with their schemas. */
export interface TwinTables {
  readonly real: string;
  readonly shadow: string;
  readonly columns: readonly TwinColumn[];
  /** Whether a unique index beside the primary key may be in the way of rows that change in place. */
  readonly otherUnique: boolean;
}

export interface TwinColumn {
  readonly quoted: string;
  readonly type: string;
  readonly key: boolean;
  /** Filled by an expression: nobody may write it. */
  readonly generated: boolean;
  readonly identity: "always" | "default" | undefined;
}

export const tableColumnsText = `select a.attname, format_type(a.atttypid, a.atttypmod),
  coalesce(a.attnum = any (p.indkey::smallint[]), false), a.attgenerated::text, a.attidentity::text,
  exists (select from pg_catalog.pg_index u where u.indrelid = a.attrelid and u.indisunique and not u.indisprimary), clock_timestamp()
from pg_catalog.pg_attribute a left join pg_catalog.pg_index p on p.indrelid = a.attrelid and p.indisprimary
where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum`;

export interface Twins {
  readonly shadow: string;
  readonly tables: readonly FoundTable[];
}

/** The pairs, whoever is referred to first; undefined where one was altered since its twin was made. */
export async function twinTables(
  session: Session,
  { shadow, tables }: Twins,
): Promise<readonly TwinTables[] | undefined> {
  const twins: TwinTables[] = [];
  for (const [schema, name] of await inOrder(session, tables)) {
    const [real, twin] = [`${quoted(schema)}.${quoted(name)}`, `${shadow}.${quoted(name)}`];
    const { columns, otherUnique } = await columnsOf(session, real);
    const { columns: others } = await columnsOf(session, twin);
    if (shape(columns) !== shape(others)) return undefined;
    twins.push({ real, shadow: twin, columns, otherUnique });
  }
  return twins;
}

function shape(columns: readonly TwinColumn[]): string {
  return JSON.stringify(columns.map((column) => [column.quoted, column.type, column.generated]));
}

async function columnsOf(session: Session, table: string): Promise<Pick<TwinTables, "columns" | "otherUnique">> {
  const { rows } = await session.query({ text: tableColumnsText, values: [table] });
  const columns = rows.map((row): TwinColumn => {
    const identity = textAt(row, 4);
    return {
      quoted: quoted(textAt(row, 0)),
      type: textAt(row, 1),
      key: textAt(row, 2) === "t",
      generated: textAt(row, 3) !== "",
      identity: identity === "a" ? "always" : identity === "d" ? "default" : undefined,
    };
  });
  return { columns, otherUnique: rows.some((row) => textAt(row, 5) === "t") };
}

export const referencesText = `select r.conname, clock_timestamp() from pg_catalog.pg_constraint r
where r.contype = 'f' and r.conrelid = to_regclass($1) and r.confrelid = to_regclass($2) limit 1`;

/** Tables that refer to others come behind them; those that refer to each other stay as they are declared. */
async function inOrder(session: Session, tables: readonly FoundTable[]): Promise<readonly FoundTable[]> {
  const left = [...tables];
  const sorted: FoundTable[] = [];
  while (left.length > 0) {
    const free = await firstThat(left, async (one) => !(await refersToAny(session, { one, others: left })));
    sorted.push(...left.splice(free, 1));
  }
  return sorted;
}

async function firstThat(
  tables: readonly FoundTable[],
  holds: (table: FoundTable) => Promise<boolean>,
): Promise<number> {
  for (const [index, table] of tables.entries()) if (await holds(table)) return index;
  return 0;
}

interface Referring {
  readonly one: FoundTable;
  readonly others: readonly FoundTable[];
}

async function refersToAny(session: Session, { one, others }: Referring): Promise<boolean> {
  for (const other of others) {
    if (other === one) continue;
    const values = [one, other].map(([schema, name]) => `${quoted(schema)}.${quoted(name)}`);
    if ((await session.query({ text: referencesText, values })).rows.length > 0) return true;
  }
  return false;
}
