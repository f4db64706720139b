import type { SchemaName } from "../sql/schema-name.ts";

/** What a row of both functions has after its request's number, its part and its JSON; `read-loaded.ts` knows the order. */
const columns = `"position" bigint, stream_type text, stream_id text, version integer, id text, type text, schema_version integer,
  data jsonb, metadata jsonb, command_id text, correlation_id text, causation_id text, recorded_ms bigint`;

/** A function's rows have exactly the types that it declares. */
const noEvent = "null::text, null::integer, null::jsonb, null::jsonb, null::text, null::text, null::text, null::bigint";

/** The event at `after` says only where the stream stands, so what it holds stays where it is. */
function eventRow(after: string): string {
  return `case when e.version > ${after} then 3 else 1 end, null::jsonb, e.position, e.stream_type, e.stream_id, e.version, e.id, e.type,
      e.schema_version, case when e.version > ${after} then e.data end, case when e.version > ${after} then e.metadata end,
      e.command_id, e.correlation_id, e.causation_id, (extract(epoch from e.recorded_at) * 1000)::bigint`;
}

function headRow(table: string): string {
  return `1, null::jsonb, ${table}.position, null::text, null::text, ${table}.version, ${table}.id, ${noEvent}`;
}

/**
 * What commands need to know of streams, each call in the snapshot of the statement that makes it (they are stable): as part 1 the
 * head, unless an event of part 3 is it; as part 2 the kept outcome; as part 3 the events; as part 4 the snapshot they begin at.
 * Functions, because their plans are made once a connection and by index also while the tables are small or empty: a
 * sequential scan that is right today would be the plan of a long log tomorrow. Nothing here is estimated from the values,
 * so a plan of their own never looks cheaper; what is joined is joined stream by stream (a subquery that is sorted or limited stays one).
 */
export function loadFunctions(schema: SchemaName): string {
  return [one(schema), several(schema)].join(";\n\n");
}

function one({ quoted }: SchemaName): string {
  return `create function ${quoted}.load_stream(p_type text, p_id text, p_after integer, p_command text)
returns table (n integer, part integer, detail jsonb, ${columns})
language plpgsql stable set enable_seqscan = off as $load$
#variable_conflict use_column
begin
  if p_command is not null then
    return query
      select 1, 2, ${quoted}.recorded_command(c.id), null::bigint, null::text, null::text, null::integer, null::text, ${noEvent}
      from ${quoted}.commands c where c.id = p_command;
  end if;
  return query
    select 1, ${eventRow("p_after")}
    from ${quoted}.events e
    where e.stream_type = (select p_type) and e.stream_id = (select p_id) and e.version >= (select p_after) order by e.version;
  -- A log that was set back, or a stream that was never there.
  if not found and p_after > 0 then
    return query
      select 1, ${headRow("e")}
      from ${quoted}.events e
      where e.stream_type = (select p_type) and e.stream_id = (select p_id) order by e.version desc limit 1;
  end if;
end
$load$`;
}

function several({ quoted }: SchemaName): string {
  return `create function ${quoted}.load_streams(p_types text[], p_ids text[], p_afters integer[], p_commands text[], p_fingerprints text[])
returns table (n integer, part integer, detail jsonb, ${columns})
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $load$
#variable_conflict use_column
declare
  v_afters integer[] := p_afters;
begin
  if p_commands is not null then
    return query
      select r.n::integer, 2, ${quoted}.recorded_command(c.id), null::bigint, null::text, null::text, null::integer, null::text, ${noEvent}
      from unnest(p_commands) with ordinality as r(id, n)
      cross join lateral (select k.id from ${quoted}.commands k where k.id = r.id limit 1) c;
  end if;
  if p_fingerprints is not null then
    return query
      select r.n::integer, 4, s.state, null::bigint, null::text, null::text, s.version, s.event_id, ${noEvent}
      from unnest(p_types, p_ids, p_afters, p_fingerprints) with ordinality as r(stream_type, stream_id, after, fingerprint, n)
      cross join lateral (${usableSnapshot(quoted)}) s;
    select array_agg(coalesce(s.version, r.after) order by r.n) into v_afters
    from unnest(p_types, p_ids, p_afters, p_fingerprints) with ordinality as r(stream_type, stream_id, after, fingerprint, n)
    left join lateral (${usableSnapshot(quoted)}) s on true;
  end if;
  return query
    select r.n::integer, ${eventRow("r.after")}
    from unnest(p_types, p_ids, v_afters) with ordinality as r(stream_type, stream_id, after, n)
    cross join lateral (
      select k.* from ${quoted}.events k
      where k.stream_type = r.stream_type and k.stream_id = r.stream_id and k.version >= r.after order by k.version) e
    order by r.n, e.version;
  return query
    select r.n::integer, ${headRow("e")}
    from unnest(p_types, p_ids, v_afters) with ordinality as r(stream_type, stream_id, after, n)
    cross join lateral (
      select k.position, k.version, k.id from ${quoted}.events k
      where k.stream_type = r.stream_type and k.stream_id = r.stream_id order by k.version desc limit 1) e
    where r.after > 0 and e.version < r.after;
end
$load$`;
}

/** Of the request's fingerprint, further on than what it has, and of an event that is still in the log. */
function usableSnapshot(quoted: string): string {
  return `
      select k.version, k.event_id, k.state from ${quoted}.snapshots k
      where k.stream_type = r.stream_type and k.stream_id = r.stream_id and k.fingerprint = r.fingerprint and k.version > r.after
      and k.event_id = (
        select e.id from ${quoted}.events e
        where e.stream_type = k.stream_type and e.stream_id = k.stream_id and e.version = k.version)
      limit 1`;
}
