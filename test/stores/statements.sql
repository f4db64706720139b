-- begin
begin isolation level read committed; set local idle_in_transaction_session_timeout = 15000; set local statement_timeout = 30000; set local lock_timeout = 5000

-- load one
select l.*, clock_timestamp() from "myelin".load_stream($1::text, $2::text, $3::integer, $4::text) l

-- load
select l.*, clock_timestamp() from "myelin".load_streams($1::text[], $2::text[], $3::integer[], $4::text[], $5::text[]) l

-- head
select (extract(epoch from date_trunc('milliseconds', clock_timestamp())) * 1000)::bigint, h.version, h.id
from (select) one left join "myelin".load_stream($1::text, $2::text, 2147483647, null) h on true

-- readStream
select e.position, e.stream_type, e.stream_id, e.version, e.id, e.type, e.schema_version, e.data, e.metadata,
  e.command_id, e.correlation_id, e.causation_id, (extract(epoch from e.recorded_at) * 1000)::bigint from "myelin".events e
where e.stream_type = $1 and e.stream_id = $2 and e.version > $3 and (select clock_timestamp()) is not null order by e.version limit $4

-- readLog
select e.position, e.stream_type, e.stream_id, e.version, e.id, e.type, e.schema_version, e.data, e.metadata,
  e.command_id, e.correlation_id, e.causation_id, (extract(epoch from e.recorded_at) * 1000)::bigint from "myelin".events e
where e.position > $1 and e.position <= $2 and (select clock_timestamp()) is not null order by e.position limit $3

-- readLog by type
select e.position, e.stream_type, e.stream_id, e.version, e.id, e.type, e.schema_version, e.data, e.metadata,
  e.command_id, e.correlation_id, e.causation_id, (extract(epoch from e.recorded_at) * 1000)::bigint from "myelin".events e
where e.position > $1 and e.position <= $2 and e.type = any ($4::text[]) and (select clock_timestamp()) is not null order by e.position limit $3

-- lastPosition
select coalesce(max(e.position), 0), clock_timestamp() from "myelin".events e

-- tracking: last
select clock_timestamp(), case when pg_is_in_recovery() then 'recovery' else coalesce(pg_postmaster_start_time()::text, '') end, coalesce(max(e.position), 0) from "myelin".events e

-- tracking: look
select clock_timestamp(), case when pg_is_in_recovery() then 'recovery' else coalesce(pg_postmaster_start_time()::text, '') end, coalesce(max(seen.position), $1::bigint),
  coalesce(max(seen.position) filter (where seen.position = $1::bigint + seen.nth), $1::bigint)
from (select e.position, row_number() over (order by e.position) as nth from "myelin".events e
  where e.position > $1::bigint order by e.position limit 10000) seen

-- tracking: holders
select clock_timestamp(), case when pg_is_in_recovery() then 'recovery' else coalesce(pg_postmaster_start_time()::text, '') end, array(
  select l.virtualtransaction from pg_catalog.pg_locks l
  where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = 1297696076::oid and l.objid = 4129633022::oid
  and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
  and l.pid is distinct from pg_backend_pid())

-- commands: find
select "myelin".recorded_command(r.id), a.hash, a.failure, clock_timestamp()
from (select $1::text as id) r left join "myelin".accepted a on a.id = r.id

-- segments: list
select s.id, s.mask, s.position, clock_timestamp() from "myelin".segments s where s.processor = $1 order by s.id

-- segments: take
select pg_try_advisory_xact_lock($1::bigint), clock_timestamp()

-- segments: stand
select s.position, s.epoch, s.mask, clock_timestamp() from "myelin".segments s where s.processor = $1 and s.id = $2 for update

-- rows: load
select k.n, t."id", t."label", t."item_count", t."total", t."ratio", t."price", t."open", t."day", t."seen_at", t."note", t."tags", clock_timestamp()
from unnest($1::text[]) with ordinality as k(k1, n) join "contract_simple" t on t."id" = k.k1::text

-- rows: load by two columns
select k.n, t."owner", t."slot", t."amount", clock_timestamp()
from unnest($1::text[], $2::text[]) with ordinality as k(k1, k2, n) join "contract_composite" t on t."owner" = k.k1::text and t."slot" = k.k2::integer

-- rows: list
select t."owner", t."slot", t."amount", clock_timestamp() from "contract_composite" t order by t."owner" collate "C", t."slot"

-- health: recovery
select pg_is_in_recovery(), clock_timestamp()

-- health: long holders
select coalesce('process ' || l.pid, 'prepared transaction "' || p.gid || '"', 'a transaction'),
  extract(epoch from clock_timestamp() - coalesce(a.xact_start, p.prepared))::bigint
from pg_catalog.pg_locks l
left join pg_catalog.pg_stat_activity a on a.pid = l.pid
left join pg_catalog.pg_locks x on l.pid is null and x.pid is null and x.locktype = 'transactionid' and x.virtualtransaction = l.virtualtransaction
left join pg_catalog.pg_prepared_xacts p on p.transaction = x.transactionid
where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = 1297696076::oid and l.objid = 4129633022::oid
and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
and clock_timestamp() - coalesce(a.xact_start, p.prepared) > make_interval(secs => $1)

-- problems: server
select pg_is_in_recovery(), current_setting('default_transaction_isolation'), current_setting('default_transaction_read_only'), clock_timestamp()

-- problems: columns
select a.attname, clock_timestamp() from pg_catalog.pg_attribute a
where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped

-- problems: key
select exists (select from pg_catalog.pg_index i
  where i.indrelid = to_regclass($1) and i.indisunique and i.indisvalid and i.indpred is null and array(
    select a.attname::text collate "C" from pg_catalog.pg_attribute a
    where a.attrelid = i.indrelid and a.attnum = any ((i.indkey::smallint[])[0:i.indnkeyatts - 1]) order by 1) = $2::text[]),
  clock_timestamp()

-- problems: sequence
select (select coalesce(max(e.position), 0) from "myelin".events e) > coalesce(pg_sequence_last_value(s.seqrelid), 0),
  s.seqcache, s.seqincrement, clock_timestamp()
from pg_catalog.pg_sequence s where s.seqrelid = pg_get_serial_sequence('"myelin".events', 'position')::regclass

-- append one event
insert into "myelin".events as i (stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id, causation_id, recorded_at)
select $1::text, $2::text, $3::integer + 1, $9::text, $10::text, $11::integer, $12::jsonb, $13::jsonb, $5::text, $6::text, $7::text, (select date_trunc('milliseconds', clock_timestamp()))
where (select set_config('lock_timeout', $8::text, true)) is not null and (($3::integer = 0 and $4::text is null) or "myelin".holds($1::text, $2::text, $3::integer, $4::text))
on conflict (stream_type, stream_id, version) do nothing
returning i.position, (extract(epoch from i.recorded_at) * 1000)::bigint

-- append several events
insert into "myelin".events as i (stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id, causation_id, recorded_at)
select $1::text, $2::text, $3::integer + e.n::integer, e.id, e.type, e.schema_version, e.data, e.metadata, $5::text, $6::text, $7::text, (select date_trunc('milliseconds', clock_timestamp()))
from unnest($9::text[], $10::text[], $11::integer[], $12::jsonb[], $13::jsonb[]) with ordinality
  as e(id, type, schema_version, data, metadata, n)
where (select set_config('lock_timeout', $8::text, true)) is not null and "myelin".holds($1::text, $2::text, $3::integer, $4::text)
order by e.n
returning i.position, (extract(epoch from i.recorded_at) * 1000)::bigint

-- append
select outcomes, positions, heads, recorded, recorded_ms from "myelin".append(
  $1::integer[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $10::integer[],
  $11::integer[], $12::text[], $13::text[], $14::integer[], $15::text[], $16::text[], $17::integer[], $18::jsonb[], $19::jsonb[],
  $20::text[], $21::text[], $22::text[], $23::integer)

-- exclusive: keys
select pg_advisory_xact_lock(k.key) from unnest('{"813353665398870433","4708511044977236618"}'::bigint[]) as k(key)

-- commands: accept
select attempt, recorded, pending_hash from "myelin".accept($1::text, $2::text, $3::jsonb, $4::double precision)

-- commands: take
with due as materialized (
  select a.id from "myelin".accepted a where a.failure is null and a.lease_until <= clock_timestamp()
  order by a.accepted_at limit $1::integer for update skip locked),
taken as (
  update "myelin".accepted a set attempt = a.attempt + 1,
    lease_until = clock_timestamp() + make_interval(secs => $2::double precision / 1000)
  from due where a.id = due.id returning a.id, a.hash, a.submission, a.attempt, a.accepted_at)
select t.id, t.hash, t.submission, t.attempt from taken t order by t.accepted_at, t.id

-- commands: finish
delete from "myelin".accepted a where a.id = $1::text and a.attempt = $2::integer and a.failure is null

-- commands: fail
update "myelin".accepted a set failure = $3::jsonb, lease_until = clock_timestamp()
where a.id = $1::text and a.attempt = $2::integer and a.failure is null

-- commands: sweep
with outcomes as materialized (
  select c.id from "myelin".commands c where c.created_at <= (select clock_timestamp() - make_interval(secs => $1::double precision / 1000))
  order by c.created_at limit $2::integer for update skip locked),
failures as materialized (
  select a.id from "myelin".accepted a where a.failure is not null and a.lease_until <= (select clock_timestamp() - make_interval(secs => $1::double precision / 1000))
  limit $2::integer for update skip locked),
old_outcomes as (delete from "myelin".commands c using outcomes where c.id = outcomes.id returning 1),
old_failures as (delete from "myelin".accepted a using failures where a.id = failures.id and a.failure is not null returning 1)
select (select count(*) from old_outcomes) + (select count(*) from old_failures)

-- snapshots: save
insert into "myelin".snapshots as s (stream_type, stream_id, fingerprint, version, event_id, state)
select r.stream_type, r.stream_id, r.fingerprint, r.version, r.event_id, r.state
from unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::jsonb[])
  as r(stream_type, stream_id, fingerprint, version, event_id, state)
order by r.stream_type collate "C", r.stream_id collate "C"
on conflict (stream_type, stream_id) do update
set fingerprint = excluded.fingerprint, version = excluded.version, event_id = excluded.event_id, state = excluded.state
where s.fingerprint <> excluded.fingerprint or s.version < excluded.version or not exists (
  select from "myelin".events e where e.stream_type = s.stream_type and e.stream_id = s.stream_id
  and e.version = s.version and e.id = s.event_id)

-- segments: register
insert into "myelin".segments (processor, id, mask, position)
select $1::text, 0, 0, 0 where not exists (select from "myelin".segments s where s.processor = $1::text) on conflict do nothing

-- segments: move
update "myelin".segments set position = $5 where processor = $1 and id = $2 and epoch = $3 and position = $4

-- rows: upsert
insert into "contract_composite" ("owner", "slot", "amount") select v.v1::text, v.v2::integer, v.v3::integer from unnest($1::text[], $2::text[], $3::text[]) as v(v1, v2, v3)
on conflict ("owner", "slot") do update set "amount" = excluded."amount"

-- rows: delete
delete from "contract_composite" t using unnest($1::text[], $2::text[]) as v(v1, v2) where t."owner" = v.v1::text and t."slot" = v.v2::integer
