/** How the raw inserts are sent. */
export const rawSettings = { pool: 16, rows: 500, inFlight: 2 } as const;

/** The least that an event log needs: an order of all events, and one writer for each version of a stream. */
export const rawEventsTable = `create table events (
  position bigint generated always as identity primary key,
  stream_id text not null,
  version integer not null,
  type text not null,
  data jsonb not null,
  metadata jsonb not null,
  recorded_at timestamptz not null default now(),
  unique (stream_id, version)
)`;
