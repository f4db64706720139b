import type { SchemaName } from "../sql/schema-name.ts";

/** What `letterAt` reads, in its order; `d` is the table of letters. */
export const letterColumns = `d.processor, d.sequence, d.index, d.position, d.sub_index, d.event_type, d.cause, d.diagnostics, d.attempts,
  (extract(epoch from d.enqueued_at) * 1000)::bigint, (extract(epoch from d.touched_at) * 1000)::bigint, d.inbox`;

export const letterColumnCount = 12;

export function parkedText({ quoted }: SchemaName): string {
  return `select p.parked_sequence, clock_timestamp() from ${quoted}.parked_sequences($1::text) p where (p.parked_hash & $3::integer) = $2::integer`;
}

export function ofSequenceText({ quoted }: SchemaName): string {
  return `select d.index, d.event_type, clock_timestamp() from ${quoted}.dead_letters d where d.processor = $1 and d.sequence = $2 order by d.index`;
}

export function enqueueText({ quoted }: SchemaName): string {
  return `select ${quoted}.enqueue_letter($1::text, $2::text, $3::integer, $4::bigint, $5::integer, $6::text, $7::jsonb, $8::jsonb,
  $9::integer, $10::integer, $11::boolean, $12::bigint)`;
}

export function evictText({ quoted }: SchemaName): string {
  return `select ${quoted}.evict_letter($1::text, $2::text, $3::integer, $4::text)`;
}

export function requeueText({ quoted }: SchemaName): string {
  return `update ${quoted}.dead_letters d set cause = $5::jsonb, diagnostics = $6::jsonb, attempts = d.attempts + 1,
  touched_at = clock_timestamp(), token = null, claimed_until = null
where d.processor = $1 and d.sequence = $2 and d.index = $3::integer and ($4::text is null or d.token = $4::text)`;
}

/** Heads, from one sequence to the next by the index. */
export function sequencesText({ quoted }: SchemaName): string {
  const next = (after: string): string => `select d.processor, d.sequence from ${quoted}.dead_letters d
    where ${after} and ($1::text is null or d.processor = $1::text) order by d.processor, d.sequence limit 1`;
  return `with recursive parked(processor, sequence) as (
  (${next("($2::text is null or (d.processor, d.sequence) > ($2::text, $3::text))")})
  union all
  select n.processor, n.sequence from parked p cross join lateral (
    ${next("(d.processor, d.sequence) > (p.processor, p.sequence)")}) n)
select ${letterColumns}, h.letters, clock_timestamp()
from (select p.processor, p.sequence from parked p limit $4::integer) s
cross join lateral (
  select min(l.index) as first, count(*) as letters from ${quoted}.dead_letters l
  where l.processor = s.processor and l.sequence = s.sequence) h
join ${quoted}.dead_letters d on d.processor = s.processor and d.sequence = s.sequence and d.index = h.first
order by d.processor, d.sequence`;
}

export function lettersText({ quoted }: SchemaName): string {
  return `select ${letterColumns}, clock_timestamp() from ${quoted}.dead_letters d
where d.processor = $1 and d.sequence = $2 and d.index > $3::integer order by d.index limit $4::integer`;
}

export function containsText({ quoted }: SchemaName): string {
  return `select exists (select from ${quoted}.dead_letters d where d.processor = $1 and d.sequence = $2), clock_timestamp()`;
}

export function countText({ quoted }: SchemaName): string {
  return `select (select count(*) from ${quoted}.parked_sequences($1::text)),
  (select count(*) from ${quoted}.dead_letters d where d.processor = $1::text), clock_timestamp()`;
}

const free = "(d.token is null or d.claimed_until <= clock_timestamp())";
const lease = (parameter: string): string =>
  `clock_timestamp() + make_interval(secs => ${parameter}::double precision / 1000)`;

/** The head that was touched longest ago. Those that another is claiming or changing are passed over. */
export function claimLetterText({ quoted }: SchemaName): string {
  return `with heads as materialized (
  select d.sequence, d.index from ${quoted}.parked_sequences($1::text) p
  cross join lateral (
    select l.index from ${quoted}.dead_letters l
    where l.processor = $1::text and l.sequence = p.parked_sequence order by l.index limit 1) h
  join ${quoted}.dead_letters d on d.processor = $1::text and d.sequence = p.parked_sequence and d.index = h.index
  where ($2::text is null or d.sequence = $2::text) and ${free}
  and d.touched_at <= clock_timestamp() - make_interval(secs => $3::double precision / 1000)),
picked as materialized (
  select d.processor, d.sequence, d.index from heads h
  join ${quoted}.dead_letters d on d.processor = $1::text and d.sequence = h.sequence and d.index = h.index
  where ${free} order by d.touched_at, d.sequence limit 1 for update of d skip locked)
update ${quoted}.dead_letters d set token = gen_random_uuid()::text, claimed_until = ${lease("$4")}
from picked where d.processor = picked.processor and d.sequence = picked.sequence and d.index = picked.index
returning ${letterColumns}, d.token`;
}

export function claimNextText({ quoted }: SchemaName): string {
  return `update ${quoted}.dead_letters d set token = $3::text, claimed_until = ${lease("$4")}
where d.processor = $1 and d.sequence = $2 and d.index = (
  select min(l.index) from ${quoted}.dead_letters l where l.processor = $1 and l.sequence = $2) and (d.token = $3::text or ${free})
returning ${letterColumns}, d.token`;
}

export function unclaimText({ quoted }: SchemaName): string {
  return `update ${quoted}.dead_letters d set token = null, claimed_until = null
where d.processor = $1 and d.sequence = $2 and d.token = $3`;
}

export function moveSequenceText({ quoted }: SchemaName): string {
  return `update ${quoted}.dead_letters d set processor = $2, token = null, claimed_until = null where d.processor = $1 and d.sequence = $3`;
}
