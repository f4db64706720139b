import {
  type LoadedStream,
  type LoadRequest,
  MyelinError,
  type StoredEvent,
  type StreamHead,
  startOfLog,
} from "../../../src/runtime/mod.ts";
import type { Driver, SqlRow } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { numberAt, positionAt, textAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { eventColumnCount, eventColumns, storedEvent } from "./event-columns.ts";
import { recordedCommand } from "./recorded-command.ts";

/**
 * Everything that commands need to know of their streams, in one statement and so in one snapshot: the head as part 1, the
 * kept outcome as part 2, the events as part 3. The clock keeps caching proxies away.
 */
export function loadText({ quoted }: SchemaName): string {
  const none = Array.from({ length: eventColumnCount - 5 }, () => "null").join(", ");
  return `select r.n, p.* from unnest($1::text[], $2::text[], $3::integer[], $4::text[]) with ordinality
  as r(stream_type, stream_id, after, command_id, n)
cross join lateral (
  select 3 as part, null::jsonb as recorded, ${eventColumns} from ${quoted}.events e
  where e.stream_type = r.stream_type and e.stream_id = r.stream_id and e.version > r.after
  union all
  select 1, null, h.position, null, null, h.version, h.id, ${none} from (
    select e.position, e.version, e.id from ${quoted}.events e
    where e.stream_type = r.stream_type and e.stream_id = r.stream_id and clock_timestamp() is not null
    order by e.version desc limit 1) h
  union all
  select 2, ${quoted}.recorded_command(r.command_id), null, null, null, null, null, ${none} where r.command_id is not null) p
order by 1, 2, 7`;
}

/** Where `eventColumns` begin in a row. */
const first = 3;

export async function loadStreams(
  { driver, schema }: { driver: Driver; schema: SchemaName },
  requests: readonly LoadRequest[],
): Promise<readonly LoadedStream[]> {
  const values = [
    requests.map(({ stream }) => stream.type),
    requests.map(({ stream }) => stream.id),
    requests.map(({ after }) => String(after)),
    requests.map(({ commandId }) => commandId ?? null),
  ].map(arrayLiteral);
  try {
    const { rows } = await driver.query({ text: loadText(schema), values, prepare: true });
    return readStreams(rows, requests);
  } catch (error) {
    throw engineError(error, act(requests));
  }
}

function act(requests: readonly LoadRequest[]): string {
  const [only] = requests;
  if (requests.length !== 1 || only === undefined) return `load ${requests.length} streams`;
  return `load stream "${only.stream.type}/${only.stream.id}"`;
}

interface Loading {
  head: StreamHead;
  recorded: unknown;
  readonly events: StoredEvent[];
}

function readStreams(rows: readonly SqlRow[], requests: readonly LoadRequest[]): readonly LoadedStream[] {
  const loading = requests.map((): Loading => ({ head: noHead, recorded: null, events: [] }));
  for (const row of rows) {
    const one = loading[numberAt(row, 0) - 1];
    if (one === undefined) throw new MyelinError("internal", "Cannot read the loaded streams: an unknown one is there");
    readPart(row, one);
  }
  return loading.map(({ head, recorded, events }, index) => {
    const { commandId } = requests[index] ?? {};
    const loaded = { events, head };
    if (commandId === undefined || recorded === null) return loaded;
    return { ...loaded, recorded: recordedCommand(commandId, recorded) };
  });
}

const noHead: StreamHead = { version: 0, eventId: null, position: startOfLog };

function readPart(row: SqlRow, loading: Loading): void {
  const part = textAt(row, 1);
  if (part === "3") loading.events.push(storedEvent(row, first));
  else if (part === "2") loading.recorded = row[2] == null ? null : JSON.parse(row[2]);
  else
    loading.head = {
      version: numberAt(row, first + 3),
      eventId: textAt(row, first + 4),
      position: positionAt(row, first),
    };
}
