import type { SchemaName } from "../sql/schema-name.ts";

/** Who owns what, and how processors stand. */
export function ownerFunctions(schema: SchemaName): string {
  return [
    deadFunction(schema),
    statesFunction(schema),
    registerFunction(schema),
    renewFunction(schema),
    claimFunction(schema),
  ].join(";\n\n");
}

/** Nodes that hold no session lock any more although they said they would: their sessions ended, so they are dead, whatever their leases say. */
function deadFunction({ quoted }: SchemaName): string {
  return `create function ${quoted}.dead_nodes() returns setof text language sql volatile as $dead$
  select n.id from ${quoted}.nodes n where n.sign is not null and pg_try_advisory_xact_lock_shared(n.sign)
$dead$`;
}

/** What later migrations know of processors beside the first one. */
export interface StatesOptions {
  readonly rebuilds?: true;
}

/** In JSON, of those named, or of all. */
export function statesFunction({ quoted }: SchemaName, { rebuilds }: StatesOptions = {}): string {
  return `create ${rebuilds ? "or replace " : ""}function ${quoted}.processor_states(p_names text[]) returns setof jsonb language sql volatile as $states$
  with dead as materialized (select d.id from ${quoted}.dead_nodes() as d(id))
  select jsonb_build_object(
    'name', p.name, 'fingerprint', p.fingerprint, 'paused', p.paused,
    'replayUntil', p.replay_until::text, 'replayContext', p.replay_context,${rebuilds ? rebuildColumn(quoted) : ""}
    'nodes', (
      select coalesce(jsonb_agg(n.id order by n.id), '[]') from ${quoted}.nodes n
      where p.name = any (n.processors) and n.lease_until > clock_timestamp() and n.id not in (select d.id from dead d)),
    'segments', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', s.id, 'mask', s.mask, 'position', s.position::text, 'marks', s.marks, 'epoch', o.epoch, 'lettersVersion', s.letters_version,
        'node', o.node, 'report', o.report, 'leaseMs', case when n.id is null or n.id in (select d.id from dead d) then 0
          else (extract(epoch from n.lease_until - clock_timestamp()) * 1000)::bigint end) order by s.id), '[]')
      from ${quoted}.segments s
      join ${quoted}.owners o on o.processor = s.processor and o.id = s.id
      left join ${quoted}.nodes n on n.id = o.node
      where s.processor = p.name))
  from ${quoted}.processors p where p_names is null or p.name = any (p_names) order by p.name
$states$`;
}

function rebuildColumn(quoted: string): string {
  return `
    'rebuild', (
      select jsonb_build_object('fingerprint', r.fingerprint, 'acceptParked', r.accept_parked, 'state', r.state, 'why', r.why,
        'ageMs', (extract(epoch from clock_timestamp() - r.started_at) * 1000)::bigint)
      from ${quoted}.rebuilds r where r.processor = p.name),`;
}

/** Only who makes the processor makes its segments: two who ask for different numbers would make some that overlap. */
function registerFunction({ quoted }: SchemaName): string {
  return `create function ${quoted}.register_processor(p_name text, p_fingerprint text, p_start bigint, p_ids integer[], p_masks integer[])
returns setof jsonb language plpgsql volatile as $register$
begin
  insert into ${quoted}.processors (name, fingerprint) values (p_name, p_fingerprint) on conflict (name) do nothing;
  if found then
    insert into ${quoted}.segments (processor, id, mask, position)
    select p_name, s.id, s.mask, p_start from unnest(p_ids, p_masks) as s(id, mask);
    insert into ${quoted}.owners (processor, id, epoch) select p_name, s.id, 0 from unnest(p_ids) as s(id);
  else
    update ${quoted}.processors p set fingerprint = p_fingerprint where p.name = p_name and p.fingerprint = '';
  end if;
  return query select s.state from ${quoted}.processor_states(array[p_name]) as s(state);
end
$register$`;
}

/** Never waits for a batch: batches hold no row of these tables. Reports are written only where they differ. */
function renewFunction({ quoted }: SchemaName): string {
  return `create function ${quoted}.renew_node(p_id text, p_processors text[], p_lease_ms double precision, p_sign bigint, p_reports jsonb)
returns setof jsonb language plpgsql volatile as $renew$
begin
  insert into ${quoted}.nodes as n (id, processors, lease_until, sign)
  values (p_id, p_processors, clock_timestamp() + make_interval(secs => p_lease_ms / 1000), p_sign)
  on conflict (id) do update set processors = excluded.processors, lease_until = excluded.lease_until, sign = excluded.sign;
  if p_reports <> '[]' then
    update ${quoted}.owners o set report = told.report
    from (
      select own.processor, own.id, r.report from jsonb_to_recordset(p_reports) as r(processor text, id integer, report jsonb)
      join ${quoted}.owners own on own.processor = r.processor and own.id = r.id
      where own.node = p_id and own.report is distinct from r.report order by own.processor, own.id for update of own) told
    where o.processor = told.processor and o.id = told.id;
  end if;
  delete from ${quoted}.nodes n where n.id in (
    select old.id from ${quoted}.nodes old where old.lease_until < clock_timestamp() - interval '10 minutes' for update skip locked);
  return query select s.state from ${quoted}.processor_states(p_processors) as s(state);
end
$renew$`;
}

/**
 * Those that another claims right now are passed over. Whoever changes segments writes their owners' rows, too: once those are locked,
 * the next statement sees segments that stay as they are.
 */
function claimFunction({ quoted }: SchemaName): string {
  return `create function ${quoted}.claim_segments(p_node text, p_lease_ms double precision, p_force boolean,
  p_processors text[], p_ids integer[], p_masks integer[]) returns table (got_processor text, got_id integer, got_epoch bigint)
language plpgsql volatile as $claim$
declare
  v_processors text[];
  v_ids integer[];
begin
  select array_agg(l.processor), array_agg(l.id) into v_processors, v_ids from (
    select o.processor, o.id from ${quoted}.owners o
    join unnest(p_processors, p_ids) as w(processor, id) on w.processor = o.processor and w.id = o.id
    order by o.processor, o.id for update of o skip locked) l;
  if v_ids is null then return; end if;
  insert into ${quoted}.nodes as n (id, processors, lease_until)
  values (p_node, '{}', clock_timestamp() + make_interval(secs => p_lease_ms / 1000))
  on conflict (id) do update set lease_until = greatest(n.lease_until, excluded.lease_until);
  return query
  with dead as materialized (select d.id from ${quoted}.dead_nodes() as d(id))
  update ${quoted}.owners o set node = p_node, epoch = o.epoch + 1, report = null
  from unnest(p_processors, p_ids, p_masks) as w(processor, id, mask)
  join unnest(v_processors, v_ids) as l(processor, id) on l.processor = w.processor and l.id = w.id
  join ${quoted}.segments s on s.processor = w.processor and s.id = w.id and s.mask = w.mask
  join ${quoted}.processors p on p.name = w.processor and not p.paused
  where o.processor = w.processor and o.id = w.id
  and not exists (
    select from ${quoted}.aways a
    where a.processor = o.processor and a.id = o.id and a.node = p_node and a.until > clock_timestamp())
  -- A node that asks for what is its own has lost the answer of its first claim.
  and (p_force or o.node is null or o.node = p_node or not exists (
    select from ${quoted}.nodes n
    where n.id = o.node and n.lease_until > clock_timestamp() and n.id not in (select d.id from dead d)))
  returning o.processor, o.id, o.epoch;
end
$claim$`;
}
