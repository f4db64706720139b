import type { Session } from "../driver.ts";
import { numberAt, textAt } from "../sql/columns.ts";
import { asInteger, type SchemaName } from "../sql/schema-name.ts";

type Querying = Pick<Session, "query">;

/**
 * How the sequence of positions stands to its table. The table is read first: a row that comes meanwhile can only raise
 * the sequence.
 */
export function sequenceText(schema: SchemaName): string {
  return `select (select coalesce(max(e.position), 0) from ${schema.quoted}.events e) > coalesce(pg_sequence_last_value(s.seqrelid), 0),
  s.seqcache, s.seqincrement, clock_timestamp()
from pg_catalog.pg_sequence s where s.seqrelid = ${sequenceOf(schema)}`;
}

function sequenceOf({ quoted }: SchemaName): string {
  return `pg_get_serial_sequence('${quoted}.events', 'position')::regclass`;
}

/** Sentences about a sequence that would make readers skip events. */
export async function sequenceProblems(session: Querying, schema: SchemaName): Promise<readonly string[]> {
  const { rows } = await session.query({ text: sequenceText(schema) });
  const [row] = rows;
  const behind = textAt(row, 0) === "t";
  const [cache, increment] = [numberAt(row, 1), numberAt(row, 2)];
  const cannot = `Cannot append to "${schema.plain}.events"`;
  return [
    ...(behind
      ? [
          `${cannot}: its sequence stands behind the table, as after a restore of the data alone; run \`myelin migrate\``,
        ]
      : []),
    ...(cache === 1 && increment === 1
      ? []
      : [`${cannot}: its sequence caches or skips numbers, so that order is lost; run \`myelin migrate\``]),
  ];
}

/** Puts the sequence right, while nobody draws from it: the append lock is taken alone. */
export async function mendSequence(session: Querying, schema: SchemaName): Promise<readonly string[]> {
  if ((await sequenceProblems(session, schema)).length === 0) return [];
  const { quoted, appendClass, appendKey } = schema;
  await session.query({ text: `select pg_advisory_xact_lock(${asInteger(appendClass)}, ${asInteger(appendKey)})` });
  await session.query({ text: `alter table ${quoted}.events alter column position set cache 1 set increment by 1` });
  const last = `greatest((select max(e.position) from ${quoted}.events e), pg_sequence_last_value(${sequenceOf(schema)}))`;
  await session.query({ text: `select setval(${sequenceOf(schema)}, ${last}) where ${last} is not null` });
  return [`mended the sequence of "${schema.plain}.events"`];
}
