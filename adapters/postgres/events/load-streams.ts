import type { LoadedStream, LoadRequest } from "../../../src/runtime/mod.ts";
import type { Driver, SqlStatement } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { readLoaded } from "./read-loaded.ts";

/** One stream: much the most frequent, and with nothing in it that has to be parsed. The clock keeps caching proxies away. */
export function loadOneText({ quoted }: SchemaName): string {
  return `select l.*, clock_timestamp() from ${quoted}.load_stream($1::text, $2::text, $3::integer, $4::text) l`;
}

/** Several streams in one snapshot; null where nobody asks for an id or for a snapshot. */
export function loadText({ quoted }: SchemaName): string {
  return `select l.*, clock_timestamp() from ${quoted}.load_streams($1::text[], $2::text[], $3::integer[], $4::text[], $5::text[]) l`;
}

export async function loadStreams(
  { driver, schema }: { driver: Pick<Driver, "query">; schema: SchemaName },
  requests: readonly LoadRequest[],
): Promise<readonly LoadedStream[]> {
  const [first] = requests;
  const alone = requests.length === 1 && first?.snapshot === undefined ? first : undefined;
  const statement = alone === undefined ? loadSeveral(schema, requests) : loadOne(schema, alone);
  try {
    const { rows } = await driver.query(statement);
    return readLoaded(rows, requests);
  } catch (error) {
    throw engineError(error, act(requests));
  }
}

function loadOne(schema: SchemaName, { stream, after, commandId }: LoadRequest): SqlStatement {
  const values = [stream.type, stream.id, String(after), commandId ?? null];
  return { text: loadOneText(schema), values, prepare: true, brief: true };
}

function loadSeveral(schema: SchemaName, requests: readonly LoadRequest[]): SqlStatement {
  const keyed = requests.some(({ commandId }) => commandId !== undefined);
  const snapshots = requests.some(({ snapshot }) => snapshot !== undefined);
  const values = [
    arrayLiteral(requests.map(({ stream }) => stream.type)),
    arrayLiteral(requests.map(({ stream }) => stream.id)),
    arrayLiteral(requests.map(({ after }) => String(after))),
    keyed ? arrayLiteral(requests.map(({ commandId }) => commandId ?? null)) : null,
    snapshots ? arrayLiteral(requests.map(({ snapshot }) => snapshot ?? null)) : null,
  ];
  return { text: loadText(schema), values, prepare: true };
}

function act(requests: readonly LoadRequest[]): string {
  const [only] = requests;
  if (requests.length !== 1 || only === undefined) return `load ${requests.length} streams`;
  return `load stream "${only.stream.type}/${only.stream.id}"`;
}
