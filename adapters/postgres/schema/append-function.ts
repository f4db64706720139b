import type { SchemaName } from "../sql/schema-name.ts";

export interface AppendFunctionOptions {
  /** Whether an id that was accepted for later, for another payload, is taken. */
  readonly accepted?: boolean;
  /** Whether the settings that make its plans stand with the function: cheaper than setting them in each call. */
  readonly attributes?: boolean;
}

/**
 * Appends for several commands, each on its own, in one statement. Arrays of one length describe the requests (p_), arrays of
 * another their events (e_), in the order of their requests. Requests come sorted by stream, the same way from every
 * client, and those of one stream in the order in which they build on each other; p_firsts has the number of the first of each
 * stream. Ids and then streams are locked in sorted order, so that no two calls can wait for each other. Answers one row:
 * what became of each request (0 appended, 1 conflict, 2 duplicate), the positions of all appended events in order, the
 * heads of those in conflict, and the kept outcomes of duplicates. A wait for another transaction's id that lasts too
 * long raises 55P03, and nothing is stored.
 */
export function appendFunction(
  schema: SchemaName,
  { accepted = false, attributes = false }: AppendFunctionOptions = {},
): string {
  const planning = attributes ? " set plan_cache_mode = force_generic_plan set enable_seqscan = off" : "";
  const settings = attributes
    ? "perform set_config('lock_timeout', p_wait_ms || 'ms', true);"
    : `-- One plan for all calls, by index also while the tables are small: planning anew costs more than the work (2 times, measured).
  perform set_config('lock_timeout', p_wait_ms || 'ms', true), set_config('plan_cache_mode', 'force_generic_plan', true),
    set_config('enable_seqscan', 'off', true);`;
  return `create ${accepted ? "or replace " : ""}function ${schema.quoted}.append(
  p_firsts integer[], p_stream_types text[], p_stream_ids text[], p_versions integer[], p_event_ids text[],
  p_command_ids text[], p_command_names text[], p_hashes text[], p_rejections jsonb[], p_event_counts integer[],
  e_requests integer[], e_stream_types text[], e_stream_ids text[], e_versions integer[], e_ids text[], e_types text[],
  e_schema_versions integer[], e_data jsonb[], e_metadata jsonb[], e_command_ids text[], e_correlation_ids text[], e_causation_ids text[],
  p_wait_ms integer
) returns table (outcomes integer[], positions bigint[], heads integer[], recorded jsonb, recorded_ms bigint)
language plpgsql volatile${planning} as $append$
#variable_conflict use_column
declare
  v_claimed boolean[];
  v_fit boolean[];
  v_chained boolean := exists (select from unnest(p_firsts) with ordinality as f(first, n) where f.first <> f.n);
  v_positions bigint[] := '{}';
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
begin
  ${settings}
${claims(schema, accepted)}
  for attempt in 1..4 loop
${fits(schema)}
    exit when cardinality(e_requests) = 0;
    -- Three tries; who still collides then has lost.
    if attempt = 4 then
      v_fit := array_fill(false, array[cardinality(p_firsts)]);
      exit;
    end if;
    begin
${inserts(schema)}
      exit;
    exception
      -- A row of the same stream and version came from elsewhere: look at the heads again.
      when unique_violation then null;
      -- Somebody writes one of the streams and does not end: which one is not known, so all have lost.
      when lock_not_available then
        v_fit := array_fill(false, array[cardinality(p_firsts)]);
        exit;
    end;
  end loop;
${answers(schema)}
end
$append$`;
}

/** Ids first. An insert waits for whoever is handling the id; what it then finds there is that one's outcome. */
function claims({ quoted }: SchemaName, accepted: boolean): string {
  const free = accepted
    ? `
        and not exists (
          select from ${quoted}.accepted a where a.id = r.id and a.hash <> r.hash and a.failure is null)`
    : "";
  return `  if array_remove(p_hashes, null) <> '{}' then
    with claimed as (
      insert into ${quoted}.commands as c (id, hash, name, stream_type, stream_id, status, version, event_count, rejection)
      select r.id, r.hash, r.name, r.stream_type, r.stream_id, case when r.rejection is null then 'done' else 'rejected' end,
        r.version + r.event_count, r.event_count, r.rejection
      from unnest(p_command_ids, p_hashes, p_command_names, p_stream_types, p_stream_ids, p_versions, p_event_counts, p_rejections)
        as r(id, hash, name, stream_type, stream_id, version, event_count, rejection)
      where r.hash is not null${free}
      order by r.id collate "C"
      on conflict (id) do nothing
      returning c.id)
    select array_agg(r.hash is null or claimed.id is not null order by r.n) into v_claimed
    from unnest(p_command_ids, p_hashes) with ordinality as r(id, hash, n) left join claimed on claimed.id = r.id;
    -- The usual case is told apart from one that has to be looked at closer.
    if not (false = any (v_claimed)) then v_claimed := null; end if;
  end if;`;
}

/**
 * Who still stands where it was decided: the first of each stream by the head (the event's id also tells a log that was set
 * back), the others with it, as long as none before them was handled earlier.
 */
function fits({ quoted }: SchemaName): string {
  return `    select array_agg(r.n = r.first and coalesce(h.version, 0) = r.version and h.id is not distinct from r.event_id order by r.n)
    into v_fit
    from unnest(p_firsts, p_stream_types, p_stream_ids, p_versions, p_event_ids) with ordinality
      as r(first, stream_type, stream_id, version, event_id, n)
    left join lateral (
      select e.version, e.id from ${quoted}.events e
      where r.n = r.first and e.stream_type = r.stream_type and e.stream_id = r.stream_id
      order by e.version desc limit 1) h on true;
    if v_chained then
      select array_agg(v_fit[f.first] order by f.n) into v_fit from unnest(p_firsts) with ordinality as f(first, n);
    end if;
    if v_claimed is not null then
      select array_agg(v_fit[own.n] and own.unbroken order by own.n) into v_fit
      from (select f.n, bool_and(v_claimed[f.n]) over (partition by f.first order by f.n) as unbroken
        from unnest(p_firsts) with ordinality as f(first, n)) own;
    end if;`;
}

/** In the order given, so that positions follow versions in every stream and concurrent calls meet in one order. */
function inserts({ quoted }: SchemaName): string {
  return `      with stored as (
        insert into ${quoted}.events as i (stream_type, stream_id, version, id, type, schema_version, data, metadata,
          command_id, correlation_id, causation_id, recorded_at)
        select e.stream_type, e.stream_id, e.version, e.id, e.type, e.schema_version, e.data, e.metadata,
          e.command_id, e.correlation_id, e.causation_id, v_now
        from unnest(e_requests, e_stream_types, e_stream_ids, e_versions, e_ids, e_types, e_schema_versions, e_data, e_metadata,
          e_command_ids, e_correlation_ids, e_causation_ids) with ordinality
          as e(request, stream_type, stream_id, version, id, type, schema_version, data, metadata,
            command_id, correlation_id, causation_id, nth)
        where v_fit[e.request]
        order by e.nth
        returning i.position)
      select coalesce(array_agg(stored.position order by stored.position), '{}') into v_positions from stored;`;
}

/** The claims of those who lost are withdrawn: their ids may be used again. */
function answers({ quoted }: SchemaName): string {
  return `  if v_claimed is null and not (false = any (v_fit)) then
    return query select null::integer[], v_positions, null::integer[], null::jsonb, (extract(epoch from v_now) * 1000)::bigint;
    return;
  end if;
  delete from ${quoted}.commands c using unnest(p_command_ids, p_hashes) with ordinality as r(id, hash, n)
  where c.id = r.id and r.hash is not null and not v_fit[r.n] and (v_claimed is null or v_claimed[r.n]);
  return query select
    array_agg(case when not coalesce(v_claimed[r.n], true) then 2 when v_fit[r.n] then 0 else 1 end order by r.n),
    v_positions,
    array_agg(coalesce(h.version, 0) order by r.n),
    jsonb_object_agg(r.n, ${quoted}.recorded_command(r.command_id)) filter (where not coalesce(v_claimed[r.n], true)),
    (extract(epoch from v_now) * 1000)::bigint
  from unnest(p_stream_types, p_stream_ids, p_command_ids) with ordinality as r(stream_type, stream_id, command_id, n)
  left join lateral (
    select e.version from ${quoted}.events e
    where not v_fit[r.n] and e.stream_type = r.stream_type and e.stream_id = r.stream_id order by e.version desc limit 1) h on true;`;
}
