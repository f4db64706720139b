import type { SchemaName } from "../sql/schema-name.ts";

/** What `inboxRow` reads, in its order; `i` is the inbox. */
const inboxColumns = `i.workflow, i.id, i.number, i.content, i.parent, i.correlation_id, (extract(epoch from i.created_at) * 1000)::bigint`;
/** What `timerRow` reads. */
const timerColumns = `t.workflow, t.id, t.name, t.key, (extract(epoch from t.due_at) * 1000)::bigint, t.data`;

const ofSegment = (alias: string): string => `(${alias}.hash & $3::integer) = $2::integer`;

/** Of its commands an instance needs those that are not settled, and those that may have to be undone or undo; none when it has ended. */
export function loadText({ quoted }: SchemaName): string {
  return `select w.head, case when w.ended_at is not null then '[]' else coalesce((
  select jsonb_agg(o.command order by o.index) from ${quoted}.outbox o where o.workflow = w.workflow and o.id = w.id
    and (o.status in ('pending', 'failed') or o.command ->> 'undoes' is not null
      or (o.status = 'done' and o.command ->> 'undo' is not null))), '[]') end, clock_timestamp()
from ${quoted}.workflows w where w.workflow = $1 and w.id = any ($2::text[])`;
}

/** A timer that was moved meanwhile is another one. */
export function takeTimersText({ quoted }: SchemaName): string {
  return `delete from ${quoted}.timers t using unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) as v(id, name, key, due_at)
where t.workflow = $1 and t.id = v.id and t.name = v.name and t.key = v.key and t.due_at = v.due_at returning t.id, t.name, t.key`;
}

export function peekInboxText({ quoted }: SchemaName): string {
  return `select ${inboxColumns}, clock_timestamp() from ${quoted}.workflow_inbox i
where i.workflow = $1 and i.number = any ($2::bigint[]) and not i.parked order by i.number`;
}

/** Parked or not. */
export function inboxRowText({ quoted }: SchemaName): string {
  return `select ${inboxColumns}, clock_timestamp() from ${quoted}.workflow_inbox i where i.workflow = $1 and i.number = $2::bigint`;
}

export function arrivedText({ quoted }: SchemaName): string {
  return `select h.hash, clock_timestamp() from (
  select distinct i.hash from ${quoted}.workflow_inbox i where i.workflow = $1 and not i.parked limit $2::integer) h`;
}

export function parkInboxText({ quoted }: SchemaName): string {
  return `update ${quoted}.workflow_inbox i set parked = true where i.number = $1::bigint returning i.number`;
}

export function writeHeadsText({ quoted }: SchemaName): string {
  return `insert into ${quoted}.workflows (workflow, id, version, status, updated_at, ended_at, head)
select $1, v.head ->> 'id', (v.head ->> 'version')::integer, v.head ->> 'status', (v.head ->> 'updatedAt')::timestamptz,
  (v.head ->> 'endedAt')::timestamptz, v.head from jsonb_array_elements($2::jsonb) as v(head)
on conflict (workflow, id) do update set version = excluded.version, status = excluded.status,
  updated_at = excluded.updated_at, ended_at = excluded.ended_at, head = excluded.head`;
}

export function writeStepsText({ quoted }: SchemaName): string {
  return `insert into ${quoted}.workflow_steps (workflow, id, index, entry)
select $1, v.step ->> 'id', (v.step #>> '{entry,index}')::integer, v.step -> 'entry' from jsonb_array_elements($2::jsonb) as v(step)`;
}

export function writeOutboxText({ quoted }: SchemaName): string {
  return `insert into ${quoted}.outbox (workflow, id, index, hash, command_id, status, command)
select $1, v.sent ->> 'id', (v.sent #>> '{command,index}')::integer, (v.sent ->> 'hash')::integer, v.sent #>> '{command,commandId}',
  v.sent #>> '{command,status}', v.sent -> 'command' from jsonb_array_elements($2::jsonb) as v(sent)
on conflict (workflow, id, index) do update set status = excluded.status, command = excluded.command`;
}

export function cancelTimersText({ quoted }: SchemaName): string {
  return `delete from ${quoted}.timers t using unnest($2::text[], $3::text[], $4::text[]) as v(id, name, key)
where t.workflow = $1 and t.id = v.id and (v.name is null or t.name = v.name) and (v.key is null or t.key = v.key)`;
}

export function writeTimersText({ quoted }: SchemaName): string {
  return `insert into ${quoted}.timers (workflow, id, name, key, hash, due_at, data)
select $1, v.id, v.name, v.key, v.hash, v.due_at, v.data::jsonb
from unnest($2::text[], $3::text[], $4::text[], $5::integer[], $6::timestamptz[], $7::text[]) as v(id, name, key, hash, due_at, data)
on conflict (workflow, id, name, key) do update set due_at = excluded.due_at, data = excluded.data`;
}

export function handledText({ quoted }: SchemaName): string {
  return `delete from ${quoted}.workflow_inbox i where i.number = any ($1::bigint[])`;
}

/** Numbers in the order in which rows are given. */
export function leaveText({ quoted }: SchemaName): string {
  return `insert into ${quoted}.workflow_inbox (workflow, id, hash, content, parent, correlation_id, parked)
select v.workflow, v.id, v.hash, v.content::jsonb, v.parent::jsonb, v.correlation_id, $7::boolean
from unnest($1::text[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::text[])
  with ordinality as v(workflow, id, hash, content, parent, correlation_id, n)
order by v.n returning number`;
}

export function clearTexts({ quoted }: SchemaName): readonly string[] {
  const tables = ["workflows", "workflow_steps", "outbox", "timers", "workflow_inbox"];
  return tables.map((table) => `delete from ${quoted}.${table} where workflow = $1`);
}

/** Three lists of one moment: what came, which timers are due, and when the next one will be. */
export function waitingText({ quoted }: SchemaName): string {
  const inbox = `select i.number, jsonb_build_array(${inboxColumns}) as row from ${quoted}.workflow_inbox i
    where i.workflow = $1 and not i.parked and ${ofSegment("i")} order by i.number limit $5::integer`;
  const due = `select t.due_at, t.id, t.name, t.key, jsonb_build_array(${timerColumns}) as row from ${quoted}.timers t
    where t.workflow = $1 and t.due_at <= $4::timestamptz and ${ofSegment("t")} order by t.due_at, t.id, t.name, t.key limit $5::integer`;
  const next = `select t.due_at from ${quoted}.timers t
    where t.workflow = $1 and t.due_at > $4::timestamptz and ${ofSegment("t")} order by t.due_at limit 1`;
  return `select (select coalesce(jsonb_agg(r.row order by r.number), '[]') from (${inbox}) r),
  (select coalesce(jsonb_agg(r.row order by r.due_at, r.id, r.name, r.key), '[]') from (${due}) r),
  (select (extract(epoch from n.due_at) * 1000)::bigint from (${next}) n), clock_timestamp()`;
}

export function pendingText({ quoted }: SchemaName): string {
  return `select o.workflow, o.id, o.command, clock_timestamp() from ${quoted}.outbox o
where o.workflow = $1 and o.status = 'pending' and ${ofSegment("o")} and (o.id, o.index) > ($4::text, $5::integer)
order by o.id, o.index limit $6::integer`;
}

export function instancesText({ quoted }: SchemaName): string {
  return `select w.head, clock_timestamp() from ${quoted}.workflows w
where w.workflow = $1 and ($2::text is null or w.status = $2::text)
  and ($3::timestamptz is null or w.updated_at < $3::timestamptz or (w.updated_at = $3::timestamptz and w.id > $4::text))
order by w.updated_at desc, w.id limit $5::integer`;
}

export function instanceText({ quoted }: SchemaName): string {
  return `select w.head, clock_timestamp() from ${quoted}.workflows w where w.workflow = $1 and w.id = $2`;
}

export function historyText({ quoted }: SchemaName): string {
  return `select s.entry, clock_timestamp() from ${quoted}.workflow_steps s
where s.workflow = $1 and s.id = $2 and s.index > $3::integer order by s.index limit $4::integer`;
}

export function commandsText({ quoted }: SchemaName): string {
  return `select o.command, clock_timestamp() from ${quoted}.outbox o
where o.workflow = $1 and o.id = $2 and o.index > $3::integer order by o.index limit $4::integer`;
}

export function timersText({ quoted }: SchemaName): string {
  return `select jsonb_build_array(${timerColumns}), clock_timestamp() from ${quoted}.timers t
where t.workflow = $1 and t.id = $2 order by t.due_at, t.name, t.key`;
}

/** All three of one moment. */
export function backlogText({ quoted }: SchemaName): string {
  const timers = `from ${quoted}.timers t where t.workflow = $1`;
  return `select (select count(*) from ${quoted}.outbox o where o.workflow = $1 and o.status = 'pending'),
  (select count(*) ${timers}), (select count(*) ${timers} and t.due_at <= $2::timestamptz), clock_timestamp()`;
}

export function countsText({ quoted }: SchemaName): string {
  return `select w.status, count(*), clock_timestamp() from ${quoted}.workflows w where w.workflow = $1 group by w.status`;
}
