import {
  type LoadedStream,
  type LoadRequest,
  MyelinError,
  type Snapshot,
  type StoredEvent,
  type StreamHead,
  startOfLog,
} from "../../../src/runtime/mod.ts";
import type { Driver, SqlRow } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { numberAt, positionAt, textAt } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { eventColumnCount, eventColumns, parseJson, storedEvent } from "./event-columns.ts";
import { recordedCommand } from "./recorded-command.ts";

/**
 * Everything that commands need to know of their streams, in one statement and so in one snapshot: the head as part 1, the
 * kept outcome as part 2, the events as part 3. The clock keeps caching proxies away.
 */
export function loadText({ quoted }: SchemaName): string {
  return `select r.n, p.* from unnest($1::text[], $2::text[], $3::integer[], $4::text[]) with ordinality
  as r(stream_type, stream_id, after, command_id, n)
cross join lateral (
${partsText(quoted, "r.after")}) p
order by 1, 2, 7`;
}

/**
 * The same, and the snapshot as part 4 where one of the request's fingerprint lies further on and its event is still in the log:
 * then the events begin there. A statement of its own, so that who has no snapshots does not pay for them.
 */
export function loadSnapshotsText({ quoted }: SchemaName): string {
  return `select r.n, p.* from unnest($1::text[], $2::text[], $3::integer[], $4::text[], $5::text[]) with ordinality
  as r(stream_type, stream_id, after, command_id, fingerprint, n)
left join lateral (
  select s.version, s.event_id, s.state from ${quoted}.snapshots s
  where r.fingerprint is not null and s.stream_type = r.stream_type and s.stream_id = r.stream_id
  and s.fingerprint = r.fingerprint and s.version > r.after and exists (
    select from ${quoted}.events e where e.stream_type = s.stream_type and e.stream_id = s.stream_id
    and e.version = s.version and e.id = s.event_id)) k on true
cross join lateral (
${partsText(quoted, "coalesce(k.version, r.after)")}
  union all
  select 4, k.state, null, null, null, k.version, k.event_id, ${nulls()} where k.version is not null) p
order by 1, 2, 7`;
}

/** The event columns that a head or a snapshot does not have. */
function nulls(): string {
  return Array.from({ length: eventColumnCount - 5 }, () => "null").join(", ");
}

function partsText(quoted: string, after: string): string {
  return `  select 3 as part, null::jsonb as json, ${eventColumns} from ${quoted}.events e
  where e.stream_type = r.stream_type and e.stream_id = r.stream_id and e.version > ${after}
  union all
  select 1, null, h.position, null, null, h.version, h.id, ${nulls()} from (
    select e.position, e.version, e.id from ${quoted}.events e
    where e.stream_type = r.stream_type and e.stream_id = r.stream_id and clock_timestamp() is not null
    order by e.version desc limit 1) h
  union all
  select 2, ${quoted}.recorded_command(r.command_id), null, null, null, null, null, ${nulls()} where r.command_id is not null`;
}

/** Where `eventColumns` begin in a row. */
const first = 3;

export async function loadStreams(
  { driver, schema }: { driver: Pick<Driver, "query">; schema: SchemaName },
  requests: readonly LoadRequest[],
): Promise<readonly LoadedStream[]> {
  const snapshots = requests.some(({ snapshot }) => snapshot !== undefined);
  const values = [
    requests.map(({ stream }) => stream.type),
    requests.map(({ stream }) => stream.id),
    requests.map(({ after }) => String(after)),
    requests.map(({ commandId }) => commandId ?? null),
    ...(snapshots ? [requests.map(({ snapshot }) => snapshot ?? null)] : []),
  ].map(arrayLiteral);
  const text = snapshots ? loadSnapshotsText(schema) : loadText(schema);
  try {
    const { rows } = await driver.query({ text, values, prepare: true });
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
  snapshot?: Snapshot;
  readonly events: StoredEvent[];
}

function readStreams(rows: readonly SqlRow[], requests: readonly LoadRequest[]): readonly LoadedStream[] {
  const loading = requests.map((): Loading => ({ head: noHead, recorded: null, events: [] }));
  for (const row of rows) {
    const one = loading[numberAt(row, 0) - 1];
    if (one === undefined) throw new MyelinError("internal", "Cannot read the loaded streams: an unknown one is there");
    readPart(row, one);
  }
  return loading.map(({ head, recorded, snapshot, events }, index) => {
    const { commandId } = requests[index] ?? {};
    const loaded = { ...(snapshot === undefined ? {} : { snapshot }), events, head };
    if (commandId === undefined || recorded === null) return loaded;
    return { ...loaded, recorded: recordedCommand(commandId, recorded) };
  });
}

const noHead: StreamHead = { version: 0, eventId: null, position: startOfLog };

function readPart(row: SqlRow, loading: Loading): void {
  const part = textAt(row, 1);
  if (part === "3") loading.events.push(storedEvent(row, first));
  else if (part === "2") loading.recorded = row[2] == null ? null : JSON.parse(row[2]);
  else if (part === "4")
    loading.snapshot = {
      version: numberAt(row, first + 3),
      eventId: textAt(row, first + 4),
      state: parseJson(textAt(row, 2)),
    };
  else
    loading.head = {
      version: numberAt(row, first + 3),
      eventId: textAt(row, first + 4),
      position: positionAt(row, first),
    };
}
