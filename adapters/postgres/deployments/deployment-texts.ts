import type { SchemaName } from "../sql/schema-name.ts";

export function recordText({ quoted }: SchemaName): string {
  return `insert into ${quoted}.deployments as d (application, hash, tables, node) values ($1, $2, $3::json, $4)
on conflict (application, hash) do update set node = excluded.node, deployed_at = clock_timestamp()`;
}

export function listText({ quoted }: SchemaName): string {
  return `select d.hash, d.tables, d.node, (extract(epoch from d.first_at) * 1000)::bigint, (extract(epoch from d.deployed_at) * 1000)::bigint, clock_timestamp()
from ${quoted}.deployments d where d.application = $1 order by d.deployed_at desc, d.hash limit $2::integer`;
}

/** Counts of what only code can carry on, a list each. */
export function inUseText({ quoted }: SchemaName): string {
  return `select jsonb_build_object(
  'letters', coalesce((select jsonb_agg(to_jsonb(l) order by l.processor, l."eventType" collate "C", l.inbox) from (
    select d.processor, d.event_type as "eventType", d.inbox is not null as inbox, count(*) as letters, count(distinct d.sequence) as sequences
    from ${quoted}.dead_letters d group by 1, 2, 3) l), '[]'),
  'instances', coalesce((select jsonb_agg(to_jsonb(i) order by i.workflow, i.version, i.status collate "C", i.state collate "C") from (
    select w.workflow, w.version, w.status, w.head ->> 'state' as state, count(*) as instances
    from ${quoted}.workflows w where w.ended_at is null group by 1, 2, 3, 4) i), '[]'),
  'timers', coalesce((select jsonb_agg(to_jsonb(t) order by t.workflow, t.version, t.name) from (
    select r.workflow, w.version, r.name, count(*) as timers
    from ${quoted}.timers r join ${quoted}.workflows w on w.workflow = r.workflow and w.id = r.id
    where w.ended_at is null group by 1, 2, 3) t), '[]'),
  'commands', coalesce((select jsonb_agg(to_jsonb(c) order by c.command collate "C") from (
    select o.command ->> 'command' as command, count(*) as commands
    from ${quoted}.outbox o where o.status = 'pending' group by 1) c), '[]')), clock_timestamp()`;
}
