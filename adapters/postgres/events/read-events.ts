import type { LogQuery, Position, StoredEvent, StreamQuery } from "../../../src/runtime/mod.ts";
import type { Driver } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { onlyText, positionOf } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { eventColumns, storedEvent } from "./event-columns.ts";

export interface EventReading {
  readonly driver: Pick<Driver, "query">;
  readonly schema: SchemaName;
}

/** In every read: a caching proxy may not answer a statement that looks at the clock. */
const uncached = "(select clock_timestamp()) is not null";

export function streamText({ quoted }: SchemaName): string {
  return `select ${eventColumns} from ${quoted}.events e
where e.stream_type = $1 and e.stream_id = $2 and e.version > $3 and ${uncached} order by e.version limit $4`;
}

export function logText({ quoted }: SchemaName): string {
  return `select ${eventColumns} from ${quoted}.events e
where e.position > $1 and e.position <= $2 and ${uncached} order by e.position limit $3`;
}

export function typedLogText({ quoted }: SchemaName): string {
  return `select ${eventColumns} from ${quoted}.events e
where e.position > $1 and e.position <= $2 and e.type = any ($4::text[]) and ${uncached} order by e.position limit $3`;
}

export function lastPositionText({ quoted }: SchemaName): string {
  return `select coalesce(max(e.position), 0), clock_timestamp() from ${quoted}.events e`;
}

export async function readStream(
  { driver, schema }: EventReading,
  { stream, after, limit }: StreamQuery,
): Promise<readonly StoredEvent[]> {
  const values = [stream.type, stream.id, String(after), String(limit)];
  try {
    const { rows } = await driver.query({ text: streamText(schema), values, prepare: true });
    return rows.map((row) => storedEvent(row, 0));
  } catch (error) {
    throw engineError(error, `read stream "${stream.type}/${stream.id}"`);
  }
}

export async function readLog(
  { driver, schema }: EventReading,
  { after, upTo, types, limit }: LogQuery,
): Promise<readonly StoredEvent[]> {
  const text = types === undefined ? logText(schema) : typedLogText(schema);
  const values = [after, upTo, String(limit), ...(types === undefined ? [] : [arrayLiteral(types)])];
  try {
    const { rows } = await driver.query({ text, values, prepare: true });
    return rows.map((row) => storedEvent(row, 0));
  } catch (error) {
    throw engineError(error, "read the log");
  }
}

export async function lastPosition({ driver, schema }: EventReading): Promise<Position> {
  try {
    return positionOf(onlyText(await driver.query({ text: lastPositionText(schema), prepare: true })));
  } catch (error) {
    throw engineError(error, "read the log's last position");
  }
}
