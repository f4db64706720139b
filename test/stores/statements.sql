-- begin
begin isolation level read committed; set local idle_in_transaction_session_timeout = 15000; set local statement_timeout = 30000; set local lock_timeout = 5000

-- load
select r.n, p.* from unnest($1::text[], $2::text[], $3::integer[], $4::text[]) with ordinality
  as r(stream_type, stream_id, after, command_id, n)
cross join lateral (
  select 3 as part, null::jsonb as recorded, e.position, e.stream_type, e.stream_id, e.version, e.id, e.type, e.schema_version, e.data, e.metadata,
  e.command_id, e.correlation_id, e.causation_id, (extract(epoch from e.recorded_at) * 1000)::bigint from "myelin".events e
  where e.stream_type = r.stream_type and e.stream_id = r.stream_id and e.version > r.after
  union all
  select 1, null, h.position, null, null, h.version, h.id, null, null, null, null, null, null, null, null from (
    select e.position, e.version, e.id from "myelin".events e
    where e.stream_type = r.stream_type and e.stream_id = r.stream_id and clock_timestamp() is not null
    order by e.version desc limit 1) h
  union all
  select 2, "myelin".recorded_command(r.command_id), null, null, null, null, null, null, null, null, null, null, null, null, null where r.command_id is not null) p
order by 1, 2, 7

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

-- append
select outcomes, positions, heads, recorded, recorded_ms from "myelin".append(
  $1::integer[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $10::integer[],
  $11::integer[], $12::text[], $13::text[], $14::integer[], $15::text[], $16::text[], $17::integer[], $18::jsonb[], $19::jsonb[],
  $20::text[], $21::text[], $22::text[], $23::integer)

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
