/** How a log can be laid out in tables. Benchmarks only: the engine ships the first. */
export const layouts = ["engine", "single", "partitioned"] as const;
export type Layout = (typeof layouts)[number];

/** Events in each of the filled streams. */
export const eventsPerStream = 100;
/** Positions in each partition. */
export const partitionSize = 1_000_000;

const columns = `stream_type text collate "C" not null, stream_id text collate "C" not null, version integer not null,
  id text not null, type text not null, data jsonb not null, metadata jsonb not null, recorded_at timestamptz not null default clock_timestamp()`;

/** A layout without the engine: its tables, and one statement that appends rows given as arrays. */
export interface RawLayout {
  readonly tables: (events: number) => readonly string[];
  /** After the rows of a fill. */
  readonly heads: readonly string[];
  /** $1 ids of streams, $2 their versions, $3 data; tells how many rows were appended. */
  readonly append: string;
}

/** One table, one unique index as the version check: what the engine has, by plain statements. */
const single: RawLayout = {
  tables: () => [
    `create table events (position bigint generated always as identity primary key, ${columns}, unique (stream_type, stream_id, version))`,
  ],
  heads: [],
  append: `insert into events (stream_type, stream_id, version, id, type, data, metadata)
    select 'account', i, v, i || '/' || v, 'account.MoneyDeposited', d, '{}' from unnest($1::text[], $2::integer[], $3::jsonb[]) as r (i, v, d)
    order by i, v on conflict do nothing returning 1`,
};

/**
 * Partitions by position. A unique index of such a table has to hold the position, so it cannot check versions: a table with
 * the head of each stream does. Its rows are changed in the order of their keys.
 */
const partitioned: RawLayout = {
  tables: (events) => [
    `create table events (position bigint generated always as identity, ${columns}, primary key (position)) partition by range (position)`,
    "create index on events (stream_type, stream_id, version)",
    // One beyond the fill, for what is appended while it is measured.
    ...Array.from({ length: Math.ceil(events / partitionSize) + 3 }, (_, n) => {
      const from = n * partitionSize;
      return `create table events_${n} partition of events for values from (${from}) to (${from + partitionSize})`;
    }),
    `create table heads (stream_type text collate "C", stream_id text collate "C", version integer not null, primary key (stream_type, stream_id)) with (fillfactor = 80)`,
  ],
  heads: ["insert into heads select stream_type, stream_id, max(version) from events group by 1, 2"],
  append: `with r as (select i, v, d from unnest($1::text[], $2::integer[], $3::jsonb[]) as r (i, v, d)),
    grown as (
      insert into heads as h (stream_type, stream_id, version) select 'account', i, v from r order by i
      on conflict (stream_type, stream_id) do update set version = excluded.version where h.version = excluded.version - 1
      returning stream_id)
    insert into events (stream_type, stream_id, version, id, type, data, metadata)
    select 'account', i, v, i || '/' || v, 'account.MoneyDeposited', d, '{}' from r join grown on grown.stream_id = r.i order by i, v returning 1`,
};

export const rawLayouts: Readonly<Record<Exclude<Layout, "engine">, RawLayout>> = { single, partitioned };

/** Rows number $1 to $2 of a fill: streams in blocks of a thousand that are written in turn, as accounts that live for a while. */
export const fillText = `insert into events (stream_type, stream_id, version, id, type, data, metadata)
  select 'account', 'a-' || (block * 1000 + n % 1000), (n % 100000) / 1000 + 1, 'event-' || n, 'account.MoneyDeposited',
    jsonb_build_object('amount', n % 100 + 1), '{}'
  from (select n, n / 100000 as block from generate_series($1::bigint, $2::bigint) as n) as r order by n`;

/** The same into the engine's table. */
export const engineFillText = `insert into myelin.events
  (stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id)
  select 'account', 'a-' || (block * 1000 + n % 1000), (n % 100000) / 1000 + 1, 'event-' || n,
    case when (n % 100000) / 1000 = 0 then 'account.AccountOpened' else 'account.MoneyDeposited' end, 1,
    case when (n % 100000) / 1000 = 0 then '{"owner": "Ann"}'::jsonb else jsonb_build_object('amount', n % 100 + 1) end, '{}',
    'command-' || n, 'correlation-' || n
  from (select n, n / 100000 as block from generate_series($1::bigint, $2::bigint) as n) as r order by n`;
