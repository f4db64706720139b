import { type RebuildBeginning, type RebuildBegun, shadowName } from "../../../src/runtime/mod.ts";
import { databaseErrorIn } from "../database-error.ts";
import type { Session } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { quoted } from "../rows/fold-columns.ts";
import type { SegmentSettings } from "../segments/segment-settings.ts";
import { textAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { inTransaction } from "../transaction.ts";
import { type FoundTable, findTables, Unfit } from "./find-tables.ts";
import { beginRebuildText, makeShadowText, makeTableText, processorText } from "./rebuild-texts.ts";
import { shadowSchema } from "./shadow-schema.ts";

/** A right that the database's user lacks. */
const denied = "42501";

/** All in one transaction: where it fails nothing is left of it. */
export async function beginRebuild(settings: SegmentSettings, request: RebuildBeginning): Promise<RebuildBegun> {
  const { driver, limits, schema } = settings;
  try {
    return await inTransaction(driver, {
      limits: limits.current(),
      work: (session) => begin(session, { schema, request }),
    });
  } catch (thrown) {
    if (thrown instanceof Unfit) return { kind: "unfit", state: thrown.state, mend: thrown.mend };
    if (databaseErrorIn(thrown)?.code === denied) return { kind: "unfit", ...noRight };
    throw engineError(thrown, `rebuild processor "${request.processor}"`);
  }
}

const noRight = {
  state: "its new tables need a schema of their own, and the database's user may not make one",
  mend: "grant it CREATE on the database",
};

interface Beginning {
  readonly schema: SchemaName;
  readonly request: RebuildBeginning;
}

async function begin(session: Session, { schema, request }: Beginning): Promise<RebuildBegun> {
  const { processor, fingerprint, acceptParked } = request;
  const { rows } = await session.query({ text: processorText(schema), values: [processor] });
  if (textAt(rows[0], 0) !== "t") return { kind: "refused", why: "unknown" };
  if (textAt(rows[0], 1) === "t") return { kind: "refused", why: "inline" };
  const tables = await findTables(session, request);
  const values = [processor, fingerprint, acceptParked ? "t" : "f", JSON.stringify(tables)];
  const { count } = await session.query({ text: beginRebuildText(schema), values });
  if (count === 0) return { kind: "refused", why: "rebuilding" };
  await makeTables(session, { shadow: shadowSchema(schema, shadowName(processor)) ?? "", processor, tables });
  await makeShadow(session, { schema, request });
  return { kind: "done" };
}

interface Making {
  readonly shadow: string;
  readonly processor: string;
  readonly tables: readonly FoundTable[];
}

async function makeTables(session: Session, { shadow, processor, tables }: Making): Promise<void> {
  const made = tables.map(([schema, name]) =>
    makeTableText(`${quoted(schema)}.${quoted(name)}`, `${shadow}.${quoted(name)}`),
  );
  const told = `comment on schema ${shadow} is 'Tables of projection "${processor}" while it is rebuilt'`;
  await session.script([`create schema ${shadow}`, told, ...made].join(";\n"));
}

async function makeShadow(session: Session, { schema, request }: Beginning): Promise<void> {
  const { processor, fingerprint, start, replay } = request;
  const seen = replay === undefined ? [null, null] : [replay.until, JSON.stringify(replay.context)];
  const values = [processor, shadowName(processor), fingerprint, start, ...seen];
  await session.query({ text: makeShadowText(schema), values });
}
