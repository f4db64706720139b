import { getTableConfig } from "drizzle-orm/pg-core";
import type { RebuildBeginning } from "../../../src/runtime/mod.ts";
import type { Session } from "../driver.ts";
import { drizzleTable } from "../rows/fold-columns.ts";
import { tableName } from "../schema/projection-tables.ts";
import { textAt } from "../sql/columns.ts";
import { foundTableText } from "./rebuild-texts.ts";

/** Schema and name, as the database has them. */
export type FoundTable = readonly [schema: string, name: string];

/** Why a projection cannot be built twice. */
export class Unfit extends Error {
  override readonly name = "Unfit";
  readonly state: string;
  readonly mend: string;

  constructor({ state, mend }: { readonly state: string; readonly mend: string }) {
    super(`${state}; ${mend}`);
    this.state = state;
    this.mend = mend;
  }
}

/**
 * The tables behind a projection's declarations.
 *
 * @throws Unfit for what cannot be had twice, or cannot be told apart by its name
 */
export async function findTables(
  session: Session,
  { processor, tables, form }: RebuildBeginning,
): Promise<readonly FoundTable[]> {
  const found: FoundTable[] = [];
  for (const table of tables) {
    const drizzle = drizzleTable(table, processor);
    const { schema, name } = getTableConfig(drizzle);
    // What a fold writes is the engine's own SQL; what a free handler writes is not.
    if (form === "free" && schema !== undefined) throw namesItsSchema(`${schema}.${name}`);
    found.push(await findTable(session, { shown: name, name: tableName(drizzle) }));
  }
  return found;
}

async function findTable(
  session: Session,
  { shown, name }: { readonly shown: string; readonly name: string },
): Promise<FoundTable> {
  const { rows } = await session.query({ text: foundTableText, values: [name] });
  if (rows.length === 0) throw new Unfit({ state: `its table "${shown}" is missing`, mend: "run `myelin migrate`" });
  if (!["r", "p"].includes(textAt(rows[0], 2)))
    throw new Unfit({ state: `its "${shown}" is no table`, mend: "write to a table, or reset the projection" });
  return [textAt(rows[0], 0), textAt(rows[0], 1)];
}

function namesItsSchema(table: string): Unfit {
  const state = `its table "${table}" names its schema, so that its handlers would write to the rows that serve`;
  return new Unfit({
    state,
    mend: "declare it without one and put the schema on the search_path, or reset the projection",
  });
}
