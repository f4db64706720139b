import type { Tables } from "../../../src/runtime/mod.ts";
import type { Driver, Session } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { inTransaction, type TransactionLimits } from "../transaction.ts";
import { appliedMigrations } from "./applied.ts";
import { lockText, migrationText, prepareTexts } from "./migration-sql.ts";
import { migrations } from "./migrations.ts";
import { createTexts, projectionTables, tableName } from "./projection-tables.ts";
import { mendSequence } from "./sequence.ts";

/** Another node may be migrating; building an index takes its time. */
const limits: TransactionLimits = { idle: 60_000, statement: 600_000, lock: 60_000 };

/** All in one transaction, one process at a time. */
export async function migrate(
  { driver, schema }: { driver: Driver; schema: SchemaName },
  tables: Tables,
): Promise<readonly string[]> {
  const work = async (session: Session): Promise<readonly string[]> => {
    await session.query({ text: lockText(schema) });
    return [
      ...(await migrateSchema(session, schema)),
      ...(await makeTables(session, tables)),
      ...(await mendSequence(session, schema)),
    ];
  };
  try {
    return await inTransaction(driver, { limits, work });
  } catch (error) {
    throw engineError(error, `migrate schema "${schema.plain}"`);
  }
}

async function migrateSchema(session: Session, schema: SchemaName): Promise<readonly string[]> {
  const applied = await appliedMigrations(session, schema);
  if (applied === undefined) await session.script(prepareTexts(schema).join(";\n"));
  const missing = migrations.filter(({ number }) => applied?.has(number) !== true);
  for (const step of missing) await session.script(migrationText(schema, step));
  return missing.map(({ number, name }) => `migrated schema "${schema.plain}" to ${number}: ${name}`);
}

async function makeTables(session: Session, tables: Tables): Promise<readonly string[]> {
  const made: string[] = [];
  for (const table of projectionTables(tables)) {
    const name = tableName(table);
    const { rows } = await session.query({ text: "select to_regclass($1)", values: [name] });
    if ((rows[0]?.[0] ?? null) !== null) continue;
    await session.script(createTexts(table).join(";\n"));
    made.push(`made table ${name}`);
  }
  return made;
}
