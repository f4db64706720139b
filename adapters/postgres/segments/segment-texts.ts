import { lockKey, type SchemaName } from "../sql/schema-name.ts";

/** Processors in JSON, by the SQL functions of the schema; see their migration for what they promise. */
export function statesText({ quoted }: SchemaName): string {
  return `select s.state, clock_timestamp() from ${quoted}.processor_states($1::text[]) as s(state)`;
}

export function registerText({ quoted }: SchemaName): string {
  return `select s.state from ${quoted}.register_processor($1::text, $2::text, $3::bigint, $4::integer[], $5::integer[]) as s(state)`;
}

export function renewText({ quoted }: SchemaName): string {
  return `select l.got_processor, l.got_member from ${quoted}.look_of_node($1::text, $2::text[], $3::double precision, $4::bigint, $5::jsonb,
  $6::text, $7::integer, $8::text[], $9::jsonb, $10::text[]) l`;
}

export function claimText({ quoted }: SchemaName): string {
  return `select c.got_processor, c.got_id, c.got_epoch
from ${quoted}.claim_segments($1::text, $2::double precision, $3::boolean, $4::text[], $5::integer[], $6::integer[]) c`;
}

/** A claim that does not hold any more is left alone. */
export function releaseText({ quoted }: SchemaName): string {
  return `with released as materialized (
  select o.processor, o.id, o.node from ${quoted}.owners o
  join unnest($1::text[], $2::integer[], $3::text[], $4::bigint[]) as c(processor, id, node, epoch)
    on c.processor = o.processor and c.id = o.id and c.node = o.node and c.epoch = o.epoch
  order by o.processor, o.id for update of o),
old as (delete from ${quoted}.aways a where a.until < clock_timestamp()
  and not exists (select from released r where r.processor = a.processor and r.id = a.id and r.node = a.node)),
away as (
  insert into ${quoted}.aways (processor, id, node, until)
  select r.processor, r.id, r.node, clock_timestamp() + make_interval(secs => $5::double precision / 1000) from released r where $5 is not null
  on conflict (processor, id, node) do update set until = excluded.until)
update ${quoted}.owners o set node = null, report = null from released r where o.processor = r.processor and o.id = r.id`;
}

export function leaveText({ quoted }: SchemaName): string {
  return `with own as materialized (
  select o.processor, o.id from ${quoted}.owners o where o.node = $1 order by o.processor, o.id for update of o),
gone as (delete from ${quoted}.nodes n where n.id = $1)
update ${quoted}.owners o set node = null, report = null from own where o.processor = own.processor and o.id = own.id`;
}

/** Segments that a batch holds are passed over: their rows are locked. */
export function passText({ quoted }: SchemaName): string {
  return `with passing as materialized (
  select s.processor, s.id, p.upto, p.epoch
  from unnest($1::text[], $2::integer[], $3::integer[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])
    as p(processor, id, mask, node, epoch, stood, upto)
  join ${quoted}.segments s
    on s.processor = p.processor and s.id = p.id and s.mask = p.mask and s.position = p.stood and s.epoch <= p.epoch
  join ${quoted}.owners o on o.processor = p.processor and o.id = p.id and o.node = p.node and o.epoch = p.epoch
  order by s.processor, s.id for update of s skip locked)
update ${quoted}.segments s set position = p.upto, epoch = p.epoch, marks = case when s.marks = '[]' then s.marks else (
  select coalesce(jsonb_agg(m.mark), '[]') from jsonb_array_elements(s.marks) as m(mark) where (m.mark ->> 'position')::bigint > p.upto) end
from passing p where s.processor = p.processor and s.id = p.id returning s.processor, s.id, s.mask`;
}

export function takeText({ quoted }: SchemaName): string {
  return `select t.outcome, t.stood, t.had_marks, t.had_letters, clock_timestamp()
from ${quoted}.take_segment($1::bigint, $2::text, $3::integer, $4::integer, $5::text, $6::bigint) t`;
}

export function moveText({ quoted }: SchemaName): string {
  return `select ${quoted}.move_segment($1::text, $2::integer, $3::integer, $4::text, $5::bigint, $6::bigint, $7::bigint, $8::jsonb, $9::integer)`;
}

/** Where a processor's segments are cut: looked at before their locks are taken, and again behind them. */
export function cutText({ quoted }: SchemaName): string {
  return `select s.id, s.mask, clock_timestamp() from ${quoted}.segments s where s.processor = $1 order by s.id`;
}

/** Keys in the order of their numbers, which is the same on every node. */
export const lockText = "select pg_advisory_xact_lock(k.key) from unnest($1::bigint[]) as k(key)";

/** In the statement behind the locks: its snapshot is younger. */
export function heldText({ quoted }: SchemaName): string {
  return `select s.processor, s.id, s.mask, s.position, s.marks, s.letters_version, clock_timestamp()
from ${quoted}.segments s join unnest($1::text[], $2::integer[]) as w(processor, id) on w.processor = s.processor and w.id = s.id
order by s.processor, s.id for update of s`;
}

/** Letters were changed. */
export function countUpText({ quoted }: SchemaName): string {
  return `update ${quoted}.segments s set letters_version = s.letters_version + $3::integer where s.processor = $1 and s.id = $2::integer`;
}

/** Claims end: their nodes have to ask anew. */
export function disownText({ quoted }: SchemaName): string {
  return `with owned as materialized (
  select o.processor, o.id from ${quoted}.owners o where o.processor = $1 order by o.id for update of o)
update ${quoted}.owners o set node = null, report = null from owned where o.processor = owned.processor and o.id = owned.id`;
}

export function pauseText({ quoted }: SchemaName): string {
  return `update ${quoted}.processors p set paused = $2::boolean where p.name = $1`;
}

/** Whether a node owns one of them that others may not take yet. */
export function runningText({ quoted }: SchemaName): string {
  return `select exists (select from ${quoted}.owners o join ${quoted}.nodes n on n.id = o.node
  where o.processor = $1 and n.lease_until > clock_timestamp() and n.id not in (select d.id from ${quoted}.dead_nodes() as d(id)))`;
}

export function hasLettersText({ quoted }: SchemaName): string {
  return `select exists (select from ${quoted}.dead_letters d where d.processor = $1), clock_timestamp()`;
}

export function clearLettersText({ quoted }: SchemaName): string {
  return `delete from ${quoted}.dead_letters d where d.processor = $1`;
}

export function resetText({ quoted }: SchemaName): string {
  return `update ${quoted}.segments s set position = $2::bigint, marks = '[]', letters_version = s.letters_version + 1 where s.processor = $1`;
}

export function replayText({ quoted }: SchemaName): string {
  return `update ${quoted}.processors p set replay_until = $2::bigint, replay_context = $3::jsonb where p.name = $1`;
}

export function endReplayText({ quoted }: SchemaName): string {
  return `update ${quoted}.processors p set replay_until = null, replay_context = null
where p.name = $1 and p.replay_until = $2::bigint and not exists (
  select from ${quoted}.segments s where s.processor = p.name and s.position < p.replay_until)`;
}

export function alignText({ quoted }: SchemaName): string {
  return `update ${quoted}.processors p set fingerprint = $2::text where p.name = $1`;
}

export function forgetText({ quoted }: SchemaName): string {
  const tables = ["segments", "owners", "aways", "dead_letters", "inline_folds"];
  const kept = ["workflows", "workflow_steps", "outbox", "timers", "workflow_inbox"];
  const deletes = [
    ...tables.map((table) => `gone_${table} as (delete from ${quoted}.${table} t where t.processor = $1)`),
    ...kept.map((table) => `gone_${table} as (delete from ${quoted}.${table} t where t.workflow = $1)`),
  ];
  return `with ${deletes.join(",\n")}\ndelete from ${quoted}.processors p where p.name = $1`;
}

/** One more than any epoch of the processor, also of segments that are gone: what replaced them has a later one. */
const laterEpoch = (quoted: string): string =>
  `(select max(o.epoch) + 1 from ${quoted}.owners o where o.processor = $1)`;

export function cutSegmentText({ quoted }: SchemaName): string {
  return `with segment as (
  insert into ${quoted}.segments (processor, id, mask, position, marks, letters_version)
  values ($1::text, $2::integer, $3::integer, $4::bigint, $5::jsonb, $6::bigint)
  on conflict (processor, id) do update set mask = excluded.mask, position = excluded.position, marks = excluded.marks,
    letters_version = excluded.letters_version)
insert into ${quoted}.owners as o (processor, id, epoch) values ($1, $2, ${laterEpoch(quoted)})
on conflict (processor, id) do update set epoch = excluded.epoch, node = null, report = null`;
}

export function dropSegmentText({ quoted }: SchemaName): string {
  return `with segment as (delete from ${quoted}.segments s where s.processor = $1 and s.id = $2::integer)
delete from ${quoted}.owners o where o.processor = $1 and o.id = $2::integer`;
}

/** Halves of a split segment share a lock with the whole, so that a worker with a stale mask excludes them too. */
export function segmentLock({ plain }: SchemaName, { processor, id }: { processor: string; id: number }): string {
  return lockKey(["segment", plain, processor, id]);
}
