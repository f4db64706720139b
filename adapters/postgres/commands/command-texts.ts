import type { SchemaName } from "../sql/schema-name.ts";

/** One call of the SQL function `accept`; see its migration for what it promises. */
export function acceptText({ quoted }: SchemaName): string {
  return `select attempt, recorded, pending_hash from ${quoted}.accept($1::text, $2::text, $3::jsonb, $4::double precision)`;
}

/** Those that another caller is taking are passed over; each is looked at again once it is locked. */
export function takeText({ quoted }: SchemaName): string {
  return `with due as materialized (
  select a.id from ${quoted}.accepted a where a.failure is null and a.lease_until <= clock_timestamp()
  order by a.accepted_at limit $1::integer for update skip locked),
taken as (
  update ${quoted}.accepted a set attempt = a.attempt + 1,
    lease_until = clock_timestamp() + make_interval(secs => $2::double precision / 1000)
  from due where a.id = due.id returning a.id, a.hash, a.submission, a.attempt, a.accepted_at)
select t.id, t.hash, t.submission, t.attempt from taken t order by t.accepted_at, t.id`;
}

export function finishText({ quoted }: SchemaName): string {
  return `delete from ${quoted}.accepted a where a.id = $1::text and a.attempt = $2::integer and a.failure is null`;
}

export function failText({ quoted }: SchemaName): string {
  return `update ${quoted}.accepted a set failure = $3::jsonb, lease_until = clock_timestamp()
where a.id = $1::text and a.attempt = $2::integer and a.failure is null`;
}

/** Both tables in one snapshot: an acceptance goes only after its outcome is kept, so the id is never unknown in between. */
export function findText({ quoted }: SchemaName): string {
  return `select ${quoted}.recorded_command(r.id), a.hash, a.failure, clock_timestamp()
from (select $1::text as id) r left join ${quoted}.accepted a on a.id = r.id`;
}

/** Rows that somebody else holds are passed over: the next sweep finds them. A workflow may send its commands again until it has ended and none of its letters is left: their ids stay. */
export function sweepText({ quoted }: SchemaName): string {
  const before = "clock_timestamp() - make_interval(secs => $1::double precision / 1000)";
  return `with outcomes as materialized (
  select c.id from ${quoted}.commands c where c.created_at <= (select ${before})
    and not exists (
      select from ${quoted}.outbox o join ${quoted}.workflows w on w.workflow = o.workflow and w.id = o.id
      where o.command_id = c.id and (w.ended_at is null or exists (
        select from ${quoted}.dead_letters d where d.processor = o.workflow and d.sequence = o.id)))
  order by c.created_at limit $2::integer for update skip locked),
failures as materialized (
  select a.id from ${quoted}.accepted a where a.failure is not null and a.lease_until <= (select ${before})
  limit $2::integer for update skip locked),
old_outcomes as (delete from ${quoted}.commands c using outcomes where c.id = outcomes.id returning 1),
old_failures as (delete from ${quoted}.accepted a using failures where a.id = failures.id and a.failure is not null returning 1)
select (select count(*) from old_outcomes) + (select count(*) from old_failures)`;
}
