import type { SchemaName } from "../sql/schema-name.ts";

/**
 * Appends for several commands, each on its own, in one statement. Arrays of one length describe the requests (p_), arrays
 * of another their events (e_). Ids and streams are locked in sorted order, ids before streams, so that no two calls can
 * wait for each other. A row per request: appended, conflict or duplicate. A wait for another transaction's id that lasts
 * too long raises 55P03 and nothing is stored.
 */
export function appendFunction(schema: SchemaName): string {
  const { quoted } = schema;
  return `create function ${quoted}.append(
  p_stream_types text[], p_stream_ids text[], p_versions integer[], p_event_ids text[], p_command_ids text[], p_command_names text[],
  p_correlation_ids text[], p_causation_ids text[], p_hashes text[], p_rejections jsonb[], p_event_counts integer[],
  e_requests integer[], e_versions integer[], e_ids text[], e_types text[], e_schema_versions integer[], e_data jsonb[], e_metadata jsonb[],
  p_wait_ms integer
) returns table (request integer, kind text, version integer, positions jsonb, recorded_ms bigint, recorded jsonb)
language plpgsql volatile as $append$
#variable_conflict use_column
declare
  v_open integer[] := array(select generate_series(1, cardinality(p_command_ids)));
  v_lost integer[] := '{}';
  v_fit integer[];
  v_stored jsonb := '{}';
  v_now timestamptz;
begin
  -- One plan for all calls, by index also while the tables are small: planning anew costs more than the work (2 times, measured).
  perform set_config('lock_timeout', p_wait_ms || 'ms', true), set_config('plan_cache_mode', 'force_generic_plan', true),
    set_config('enable_seqscan', 'off', true);
${claims(schema)}
  for attempt in 1..4 loop
${heads(schema)}
    v_lost := v_lost || array(select n from unnest(v_open) as n where n <> all (v_fit));
    v_open := v_fit;
    exit when not exists (select from unnest(e_requests) as n where n = any (v_open));
    -- Three tries; who still collides then has lost.
    if attempt = 4 then
      v_lost := v_lost || v_open;
      v_open := '{}';
      exit;
    end if;
    begin
${inserts(schema)}
      exit;
    exception
      -- A row of the same stream and version came from elsewhere: look at the heads again.
      when unique_violation then null;
      -- Somebody writes one of the streams and does not end: which one is not known, so all go apart.
      when lock_not_available then
        v_lost := v_lost || v_open;
        v_open := '{}';
        exit;
    end;
  end loop;
${answers(schema)}
end
$append$`;
}

/** Ids first. An insert waits for whoever is handling the id; what it then finds there is that one's outcome. */
function claims({ quoted }: SchemaName): string {
  return `  if array_remove(p_hashes, null) <> '{}' then
    with claimed as (
      insert into ${quoted}.commands as c (id, hash, name, stream_type, stream_id, status, version, event_count, rejection)
      select r.id, r.hash, r.name, r.stream_type, r.stream_id, case when r.rejection is null then 'done' else 'rejected' end,
        r.version + r.event_count, r.event_count, r.rejection
      from unnest(p_command_ids, p_hashes, p_command_names, p_stream_types, p_stream_ids, p_versions, p_event_counts, p_rejections)
        as r(id, hash, name, stream_type, stream_id, version, event_count, rejection)
      where r.hash is not null
      order by r.id collate "C"
      on conflict (id) do nothing
      returning c.id)
    select coalesce(array_agg(r.n::integer), '{}') into v_open
    from unnest(p_command_ids, p_hashes) with ordinality as r(id, hash, n)
    where r.hash is null or r.id in (select claimed.id from claimed);
    return query select r.n::integer, 'duplicate', null::integer, null::jsonb, null::bigint, ${quoted}.recorded_command(r.id)
    from unnest(p_command_ids) with ordinality as r(id, n) where r.n <> all (v_open);
  end if;`;
}

/** Who still stands where it was decided. The event's id also tells a log that was set back. */
function heads({ quoted }: SchemaName): string {
  return `    select coalesce(array_agg(r.n::integer), '{}') into v_fit
    from unnest(p_stream_types, p_stream_ids, p_versions, p_event_ids) with ordinality as r(stream_type, stream_id, version, event_id, n)
    left join lateral (
      select e.version, e.id from ${quoted}.events e where e.stream_type = r.stream_type and e.stream_id = r.stream_id
      order by e.version desc limit 1) h on true
    where r.n = any (v_open) and coalesce(h.version, 0) = r.version and h.id is not distinct from r.event_id;`;
}

/** Sorted, so that positions follow versions in every stream and concurrent calls meet in one order. */
function inserts({ quoted }: SchemaName): string {
  return `      v_now := date_trunc('milliseconds', clock_timestamp());
      with stored as (
        insert into ${quoted}.events as i (stream_type, stream_id, version, id, type, schema_version, data, metadata,
          command_id, correlation_id, causation_id, recorded_at)
        select r.stream_type, r.stream_id, e.version, e.id, e.type, e.schema_version, e.data, e.metadata,
          r.command_id, r.correlation_id, r.causation_id, v_now
        from unnest(e_requests, e_versions, e_ids, e_types, e_schema_versions, e_data, e_metadata)
          as e(n, version, id, type, schema_version, data, metadata)
        join unnest(p_stream_types, p_stream_ids, p_command_ids, p_correlation_ids, p_causation_ids) with ordinality
          as r(stream_type, stream_id, command_id, correlation_id, causation_id, n) on r.n = e.n
        where e.n = any (v_open)
        order by r.stream_type collate "C", r.stream_id collate "C", e.version
        returning i.stream_type, i.stream_id, i.version, i.position)
      select coalesce(jsonb_object_agg(p.n, p.positions), '{}') into v_stored
      from (
        select r.n, jsonb_agg(s.position::text order by s.version) as positions
        from stored s join unnest(p_stream_types, p_stream_ids) with ordinality as r(stream_type, stream_id, n)
          on s.stream_type = r.stream_type and s.stream_id = r.stream_id
        group by r.n) p;`;
}

/** The claims of those who lost are withdrawn: their ids may be used again. */
function answers({ quoted }: SchemaName): string {
  return `  if v_lost <> '{}' then
    delete from ${quoted}.commands c using unnest(p_command_ids, p_hashes) with ordinality as r(id, hash, n)
    where c.id = r.id and r.hash is not null and r.n = any (v_lost);
    return query select r.n::integer, 'conflict', coalesce((
        select e.version from ${quoted}.events e where e.stream_type = r.stream_type and e.stream_id = r.stream_id
        order by e.version desc limit 1), 0), null::jsonb, null::bigint, null::jsonb
    from unnest(p_stream_types, p_stream_ids) with ordinality as r(stream_type, stream_id, n) where r.n = any (v_lost);
  end if;
  return query select n, 'appended', null::integer, coalesce(v_stored -> n::text, '[]'),
    (extract(epoch from coalesce(v_now, date_trunc('milliseconds', clock_timestamp()))) * 1000)::bigint, null::jsonb
  from unnest(v_open) as n;`;
}
