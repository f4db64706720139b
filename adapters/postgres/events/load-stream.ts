import { type LoadedStream, type LoadRequest, type StreamHead, startOfLog } from "../../../src/runtime/mod.ts";
import type { Driver, SqlRow } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { numberAt, positionAt, textAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { eventColumnCount, eventColumns, storedEvent } from "./event-columns.ts";
import { recordedCommand } from "./recorded-command.ts";

/**
 * Everything a command needs to know of its stream, in one statement and so in one snapshot: the head as part 1, the
 * kept outcome as part 2, the events as part 3. The clock keeps caching proxies away.
 */
export function loadText({ quoted }: SchemaName): string {
  const none = Array.from({ length: eventColumnCount - 5 }, () => "null").join(", ");
  return `select 3 as part, null::jsonb as recorded, ${eventColumns} from ${quoted}.events e
where e.stream_type = $1 and e.stream_id = $2 and e.version > $3
union all
select 1, null, h.position, null, null, h.version, h.id, ${none} from (
  select e.position, e.version, e.id from ${quoted}.events e
  where e.stream_type = $1 and e.stream_id = $2 and clock_timestamp() is not null order by e.version desc limit 1) h
union all
select 2, ${quoted}.recorded_command($4), null, null, null, null, null, ${none} where $4::text is not null
order by 1, 6`;
}

export async function loadStream(
  { driver, schema }: { driver: Driver; schema: SchemaName },
  { stream, after, commandId }: LoadRequest,
): Promise<LoadedStream> {
  const values = [stream.type, stream.id, String(after), commandId ?? null];
  try {
    const { rows } = await driver.query({ text: loadText(schema), values, prepare: true });
    return readParts(rows, commandId);
  } catch (error) {
    throw engineError(error, `load stream "${stream.type}/${stream.id}"`);
  }
}

function readParts(rows: readonly SqlRow[], commandId: string | undefined): LoadedStream {
  const part = (wanted: string): readonly SqlRow[] => rows.filter(([number]) => number === wanted);
  const loaded = { events: part("3").map((row) => storedEvent(row, 2)), head: headOf(part("1")[0]) };
  const recorded = part("2")[0]?.[1] ?? null;
  if (commandId === undefined || recorded === null) return loaded;
  return { ...loaded, recorded: recordedCommand(commandId, recorded) };
}

function headOf(row: SqlRow | undefined): StreamHead {
  if (row === undefined) return { version: 0, eventId: null, position: startOfLog };
  return { version: numberAt(row, 5), eventId: textAt(row, 6), position: positionAt(row, 2) };
}
