import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import type { FoldTarget, Tables } from "../../../src/runtime/mod.ts";
import type { Driver } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { foldColumns } from "../rows/fold-columns.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { textAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { appliedMigrations } from "./applied.ts";
import { migrations } from "./migrations.ts";
import { projectionTables, tableName } from "./projection-tables.ts";
import { sequenceProblems } from "./sequence.ts";

interface Checked {
  readonly driver: Driver;
  readonly schema: SchemaName;
}

/** What must be mended before the engine may run, a sentence each. */
export async function problems(checked: Checked, tables: Tables): Promise<readonly string[]> {
  try {
    const server = await serverProblems(checked);
    const schema = await schemaProblems(checked);
    if (schema.length > 0) return [...server, ...schema];
    return [
      ...server,
      ...(await sequenceProblems(checked.driver, checked.schema)),
      ...(await tableProblems(checked, tables)),
    ];
  } catch (error) {
    throw engineError(error, `check schema "${checked.schema.plain}"`);
  }
}

export const serverText =
  "select pg_is_in_recovery(), current_setting('default_transaction_isolation'), current_setting('default_transaction_read_only'), clock_timestamp()";

async function serverProblems({ driver }: Checked): Promise<readonly string[]> {
  const { rows } = await driver.query({ text: serverText });
  const [recovery, isolation, readOnly] = [textAt(rows[0], 0), textAt(rows[0], 1), textAt(rows[0], 2)];
  return [
    ...(recovery === "t" ? ["Cannot use this server: it is in recovery; connect to the primary"] : []),
    // Every statement must see what was committed before it: an older snapshot would miss rows.
    ...(isolation === "read committed"
      ? []
      : [
          `Cannot use this database: its transactions are "${isolation}" by default; set default_transaction_isolation to "read committed"`,
        ]),
    ...(readOnly === "off"
      ? []
      : [
          "Cannot use this database: its transactions are read-only by default; set default_transaction_read_only to off",
        ]),
  ];
}

async function schemaProblems({ driver, schema }: Checked): Promise<readonly string[]> {
  const applied = await appliedMigrations(driver, schema);
  const cannot = `Cannot use schema "${schema.plain}"`;
  if (applied === undefined) return [`${cannot}: it is missing; run \`myelin migrate\``];
  const known = new Set(migrations.map(({ number }) => number));
  const missing = [...known].filter((number) => !applied.has(number));
  const newer = [...applied].filter((number) => !known.has(number));
  return [
    ...(missing.length > 0 ? [`${cannot}: it lacks migration ${missing.join(", ")}; run \`myelin migrate\``] : []),
    ...(newer.length > 0
      ? [`${cannot}: it has migration ${newer.join(", ")} of a newer myelin; upgrade this service`]
      : []),
  ];
}

async function tableProblems({ driver }: Checked, tables: Tables): Promise<readonly string[]> {
  const columns = await Promise.all(projectionTables(tables).map((table) => columnProblems(driver, table)));
  const broken = columns.flat();
  if (broken.length > 0) return broken;
  const folds = Object.values(tables.projections).flatMap((each) =>
    each.form === "fold" && each.life !== "live" ? [each.target] : [],
  );
  return (await Promise.all(folds.map((target) => keyProblems(driver, target)))).flat();
}

export const columnsText = `select a.attname, clock_timestamp() from pg_catalog.pg_attribute a
where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped`;

async function columnProblems(driver: Driver, table: PgTable): Promise<readonly string[]> {
  const name = tableName(table);
  const wanted = getTableConfig(table).columns.map((column) => column.name);
  const { rows } = await driver.query({ text: columnsText, values: [name] });
  const shown = name.replaceAll('"', "");
  if (rows.length === 0) return [`Cannot use table "${shown}": it is missing; run \`myelin migrate\``];
  const present = new Set(rows.map((row) => textAt(row, 0)));
  const missing = wanted.filter((column) => !present.has(column));
  if (missing.length === 0) return [];
  return [
    `Cannot use table "${shown}": it has no column "${missing.join('", "')}"; add it, or drop the table and rebuild the projection`,
  ];
}

/** Whether a unique index stands over exactly these columns. */
export const keyText = `select exists (select from pg_catalog.pg_index i
  where i.indrelid = to_regclass($1) and i.indisunique and i.indisvalid and i.indpred is null and array(
    select a.attname::text collate "C" from pg_catalog.pg_attribute a
    where a.attrelid = i.indrelid and a.attnum = any ((i.indkey::smallint[])[0:i.indnkeyatts - 1]) order by 1) = $2::text[]),
  clock_timestamp()`;

async function keyProblems(driver: Driver, target: FoldTarget): Promise<readonly string[]> {
  const { name, key } = foldColumns(target);
  const columns = key.map(({ column }) => column.name).sort();
  const { rows } = await driver.query({ text: keyText, values: [name, arrayLiteral(columns)] });
  if (textAt(rows[0], 0) === "t") return [];
  const shown = name.replaceAll('"', "");
  return [`Cannot use table "${shown}": no primary key or unique index is on "${columns.join('", "')}" alone; add one`];
}
