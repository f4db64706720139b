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
  coalesce(max(seen.position) filter (where seen.position = $1::bigint + seen.nth), $1::bigint),
  greatest(max(seen.position), $1::bigint, pg_sequence_last_value(pg_get_serial_sequence('"myelin".events', 'position')::regclass))
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

-- log: position before
select coalesce(max(e.position), 0), clock_timestamp() from "myelin".events e where e.position < coalesce((
  select f.position from "myelin".events f
  where f.recorded_at >= to_timestamp($1::double precision / 1000) order by f.position limit 1), 9223372036854775807)

-- log: lag
select count(*), (extract(epoch from (array_agg(b.recorded_at order by b.position))[1]) * 1000)::bigint, clock_timestamp()
from (select e.position, e.recorded_at from "myelin".events e
  where e.position > $1 and e.position <= $2 and e.type = any ($3::text[]) order by e.position limit $4) b

-- deployments: list
select d.hash, d.tables, d.node, (extract(epoch from d.first_at) * 1000)::bigint, (extract(epoch from d.deployed_at) * 1000)::bigint, clock_timestamp()
from "myelin".deployments d where d.application = $1 order by d.deployed_at desc, d.hash limit $2::integer

-- deployments: in use
select jsonb_build_object(
  'letters', coalesce((select jsonb_agg(to_jsonb(l) order by l.processor, l."eventType" collate "C", l.inbox) from (
    select d.processor, d.event_type as "eventType", d.inbox is not null as inbox, count(*) as letters, count(distinct d.sequence) as sequences
    from "myelin".dead_letters d group by 1, 2, 3) l), '[]'),
  'instances', coalesce((select jsonb_agg(to_jsonb(i) order by i.workflow, i.version, i.status collate "C", i.state collate "C") from (
    select w.workflow, w.version, w.status, w.head ->> 'state' as state, count(*) as instances
    from "myelin".workflows w where w.ended_at is null group by 1, 2, 3, 4) i), '[]'),
  'timers', coalesce((select jsonb_agg(to_jsonb(t) order by t.workflow, t.version, t.name) from (
    select r.workflow, w.version, r.name, count(*) as timers
    from "myelin".timers r join "myelin".workflows w on w.workflow = r.workflow and w.id = r.id
    where w.ended_at is null group by 1, 2, 3) t), '[]'),
  'commands', coalesce((select jsonb_agg(to_jsonb(c) order by c.command collate "C") from (
    select o.command ->> 'command' as command, count(*) as commands
    from "myelin".outbox o where o.status = 'pending' group by 1) c), '[]')), clock_timestamp()

-- inline: folds
select f.processor, f.version, clock_timestamp() from "myelin".inline_folds f order by f.processor

-- nodes: members
select m.member, clock_timestamp() from "myelin".node_members($1::text[]) as m(member)

-- rebuild: found table
select n.nspname, c.relname, c.relkind, clock_timestamp() from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = to_regclass($1)

-- rebuild: processor
select exists (select from "myelin".processors p where p.name = $1),
  exists (select from "myelin".inline_folds f where f.processor = $1), clock_timestamp()

-- rebuild: columns
select a.attname, format_type(a.atttypid, a.atttypmod),
  coalesce(a.attnum = any (p.indkey::smallint[]), false), a.attgenerated::text, a.attidentity::text,
  exists (select from pg_catalog.pg_index u where u.indrelid = a.attrelid and u.indisunique and not u.indisprimary), clock_timestamp()
from pg_catalog.pg_attribute a left join pg_catalog.pg_index p on p.indrelid = a.attrelid and p.indisprimary
where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum

-- rebuild: references
select r.conname, clock_timestamp() from pg_catalog.pg_constraint r
where r.contype = 'f' and r.conrelid = to_regclass($1) and r.confrelid = to_regclass($2) limit 1

-- segments: states
select s.state, clock_timestamp() from "myelin".processor_states($1::text[]) as s(state)

-- segments: take
select t.outcome, t.stood, t.had_marks, t.had_letters, clock_timestamp()
from "myelin".take_segment($1::bigint, $2::text, $3::integer, $4::integer, $5::text, $6::bigint) t

-- segments: cut
select s.id, s.mask, clock_timestamp() from "myelin".segments s where s.processor = $1 order by s.id

-- segments: held
select s.processor, s.id, s.mask, s.position, s.marks, s.letters_version, clock_timestamp()
from "myelin".segments s join unnest($1::text[], $2::integer[]) as w(processor, id) on w.processor = s.processor and w.id = s.id
order by s.processor, s.id for update of s

-- segments: has letters
select exists (select from "myelin".dead_letters d where d.processor = $1), clock_timestamp()

-- letters: parked
select p.parked_sequence, clock_timestamp() from "myelin".parked_sequences($1::text) p where (p.parked_hash & $3::integer) = $2::integer

-- letters: sequences
with recursive parked(processor, sequence) as (
  (select d.processor, d.sequence from "myelin".dead_letters d
    where ($2::text is null or (d.processor, d.sequence) > ($2::text, $3::text)) and ($1::text is null or d.processor = $1::text) order by d.processor, d.sequence limit 1)
  union all
  select n.processor, n.sequence from parked p cross join lateral (
    select d.processor, d.sequence from "myelin".dead_letters d
    where (d.processor, d.sequence) > (p.processor, p.sequence) and ($1::text is null or d.processor = $1::text) order by d.processor, d.sequence limit 1) n)
select d.processor, d.sequence, d.index, d.position, d.sub_index, d.event_type, d.cause, d.diagnostics, d.attempts,
  (extract(epoch from d.enqueued_at) * 1000)::bigint, (extract(epoch from d.touched_at) * 1000)::bigint, d.inbox, h.letters, clock_timestamp()
from (select p.processor, p.sequence from parked p limit $4::integer) s
cross join lateral (
  select min(l.index) as first, count(*) as letters from "myelin".dead_letters l
  where l.processor = s.processor and l.sequence = s.sequence) h
join "myelin".dead_letters d on d.processor = s.processor and d.sequence = s.sequence and d.index = h.first
order by d.processor, d.sequence

-- letters: list
select d.processor, d.sequence, d.index, d.position, d.sub_index, d.event_type, d.cause, d.diagnostics, d.attempts,
  (extract(epoch from d.enqueued_at) * 1000)::bigint, (extract(epoch from d.touched_at) * 1000)::bigint, d.inbox, clock_timestamp() from "myelin".dead_letters d
where d.processor = $1 and d.sequence = $2 and d.index > $3::integer order by d.index limit $4::integer

-- letters: contains
select exists (select from "myelin".dead_letters d where d.processor = $1 and d.sequence = $2), clock_timestamp()

-- letters: count
select (select count(*) from "myelin".parked_sequences($1::text)),
  (select count(*) from "myelin".dead_letters d where d.processor = $1::text), clock_timestamp()

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
    and not exists (
      select from "myelin".outbox o join "myelin".workflows w on w.workflow = o.workflow and w.id = o.id
      where o.command_id = c.id and (w.ended_at is null or exists (
        select from "myelin".dead_letters d where d.processor = o.workflow and d.sequence = o.id)))
  order by c.created_at limit $2::integer for update skip locked),
failures as materialized (
  select a.id from "myelin".accepted a where a.failure is not null and a.lease_until <= (select clock_timestamp() - make_interval(secs => $1::double precision / 1000))
  limit $2::integer for update skip locked),
old_outcomes as (delete from "myelin".commands c using outcomes where c.id = outcomes.id returning 1),
old_failures as (delete from "myelin".accepted a using failures where a.id = failures.id and a.failure is not null returning 1)
select (select count(*) from old_outcomes) + (select count(*) from old_failures)

-- deployments: record
insert into "myelin".deployments as d (application, hash, tables, node) values ($1, $2, $3::json, $4)
on conflict (application, hash) do update set node = excluded.node, deployed_at = clock_timestamp()

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
select s.state from "myelin".register_processor($1::text, $2::text, $3::bigint, $4::integer[], $5::integer[]) as s(state)

-- segments: renew
select l.got_processor, l.got_member from "myelin".look_of_node($1::text, $2::text[], $3::double precision, $4::bigint, $5::jsonb,
  $6::text, $7::integer, $8::text[], $9::jsonb, $10::text[]) l

-- segments: claim
select c.got_processor, c.got_id, c.got_epoch
from "myelin".claim_segments($1::text, $2::double precision, $3::boolean, $4::text[], $5::integer[], $6::integer[]) c

-- segments: release
with released as materialized (
  select o.processor, o.id, o.node from "myelin".owners o
  join unnest($1::text[], $2::integer[], $3::text[], $4::bigint[]) as c(processor, id, node, epoch)
    on c.processor = o.processor and c.id = o.id and c.node = o.node and c.epoch = o.epoch
  order by o.processor, o.id for update of o),
old as (delete from "myelin".aways a where a.until < clock_timestamp()
  and not exists (select from released r where r.processor = a.processor and r.id = a.id and r.node = a.node)),
away as (
  insert into "myelin".aways (processor, id, node, until)
  select r.processor, r.id, r.node, clock_timestamp() + make_interval(secs => $5::double precision / 1000) from released r where $5 is not null
  on conflict (processor, id, node) do update set until = excluded.until)
update "myelin".owners o set node = null, report = null from released r where o.processor = r.processor and o.id = r.id

-- segments: leave
with own as materialized (
  select o.processor, o.id from "myelin".owners o where o.node = $1 order by o.processor, o.id for update of o),
gone as (delete from "myelin".nodes n where n.id = $1)
update "myelin".owners o set node = null, report = null from own where o.processor = own.processor and o.id = own.id

-- segments: pass
with passing as materialized (
  select s.processor, s.id, p.upto, p.epoch
  from unnest($1::text[], $2::integer[], $3::integer[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])
    as p(processor, id, mask, node, epoch, stood, upto)
  join "myelin".segments s
    on s.processor = p.processor and s.id = p.id and s.mask = p.mask and s.position = p.stood and s.epoch <= p.epoch
  join "myelin".owners o on o.processor = p.processor and o.id = p.id and o.node = p.node and o.epoch = p.epoch
  order by s.processor, s.id for update of s skip locked)
update "myelin".segments s set position = p.upto, epoch = p.epoch, marks = case when s.marks = '[]' then s.marks else (
  select coalesce(jsonb_agg(m.mark), '[]') from jsonb_array_elements(s.marks) as m(mark) where (m.mark ->> 'position')::bigint > p.upto) end
from passing p where s.processor = p.processor and s.id = p.id returning s.processor, s.id, s.mask

-- segments: move
select "myelin".move_segment($1::text, $2::integer, $3::integer, $4::text, $5::bigint, $6::bigint, $7::bigint, $8::jsonb, $9::integer)

-- segments: lock
select pg_advisory_xact_lock(k.key) from unnest($1::bigint[]) as k(key)

-- segments: count up
update "myelin".segments s set letters_version = s.letters_version + $3::integer where s.processor = $1 and s.id = $2::integer

-- segments: disown
with owned as materialized (
  select o.processor, o.id from "myelin".owners o where o.processor = $1 order by o.id for update of o)
update "myelin".owners o set node = null, report = null from owned where o.processor = owned.processor and o.id = owned.id

-- segments: pause
update "myelin".processors p set paused = $2::boolean where p.name = $1

-- segments: running
select exists (select from "myelin".owners o join "myelin".nodes n on n.id = o.node
  where o.processor = $1 and n.lease_until > clock_timestamp() and n.id not in (select d.id from "myelin".dead_nodes() as d(id)))

-- segments: clear letters
delete from "myelin".dead_letters d where d.processor = $1

-- segments: reset
update "myelin".segments s set position = $2::bigint, marks = '[]', letters_version = s.letters_version + 1 where s.processor = $1

-- segments: replay
update "myelin".processors p set replay_until = $2::bigint, replay_context = $3::jsonb where p.name = $1

-- segments: end replay
update "myelin".processors p set replay_until = null, replay_context = null
where p.name = $1 and p.replay_until = $2::bigint and not exists (
  select from "myelin".segments s where s.processor = p.name and s.position < p.replay_until)

-- segments: align
update "myelin".processors p set fingerprint = $2::text where p.name = $1

-- segments: forget
with gone_segments as (delete from "myelin".segments t where t.processor = $1),
gone_owners as (delete from "myelin".owners t where t.processor = $1),
gone_aways as (delete from "myelin".aways t where t.processor = $1),
gone_dead_letters as (delete from "myelin".dead_letters t where t.processor = $1),
gone_inline_folds as (delete from "myelin".inline_folds t where t.processor = $1),
gone_workflows as (delete from "myelin".workflows t where t.workflow = $1),
gone_workflow_steps as (delete from "myelin".workflow_steps t where t.workflow = $1),
gone_outbox as (delete from "myelin".outbox t where t.workflow = $1),
gone_timers as (delete from "myelin".timers t where t.workflow = $1),
gone_workflow_inbox as (delete from "myelin".workflow_inbox t where t.workflow = $1)
delete from "myelin".processors p where p.name = $1

-- segments: cut one
with segment as (
  insert into "myelin".segments (processor, id, mask, position, marks, letters_version)
  values ($1::text, $2::integer, $3::integer, $4::bigint, $5::jsonb, $6::bigint)
  on conflict (processor, id) do update set mask = excluded.mask, position = excluded.position, marks = excluded.marks,
    letters_version = excluded.letters_version)
insert into "myelin".owners as o (processor, id, epoch) values ($1, $2, (select max(o.epoch) + 1 from "myelin".owners o where o.processor = $1))
on conflict (processor, id) do update set epoch = excluded.epoch, node = null, report = null

-- segments: drop one
with segment as (delete from "myelin".segments s where s.processor = $1 and s.id = $2::integer)
delete from "myelin".owners o where o.processor = $1 and o.id = $2::integer

-- announce
insert into "myelin".events (stream_type, stream_id, version, id, type, schema_version, data, metadata,
  command_id, correlation_id, causation_id, recorded_at)
select $1::text, $2::text, coalesce((
    select e.version from "myelin".events e where e.stream_type = $1::text and e.stream_id = $2::text order by e.version desc limit 1), 0) + 1,
  $3::text, $4::text, $5::integer, $6::jsonb, $7::jsonb, $3::text, $3::text, null, date_trunc('milliseconds', clock_timestamp())

-- inline: tell folds
select set_config('myelin.inline', $1::text, true)

-- inline: append alone
select pg_advisory_xact_lock(1297696076, -165334274)

-- inline: add
insert into "myelin".inline_folds (processor, version) values ($1::text, $2::text) on conflict (processor) do nothing

-- inline: remove
delete from "myelin".inline_folds f where f.processor = $1::text

-- inline: move all
update "myelin".segments s set position = $2::bigint, marks = '[]' where s.processor = $1::text

-- rebuild: begin
insert into "myelin".rebuilds (processor, fingerprint, accept_parked, tables) values ($1::text, $2::text, $3::boolean, $4::jsonb)
on conflict (processor) do nothing

-- rebuild: make shadow
with made as (
  insert into "myelin".processors (name, fingerprint, replay_until, replay_context)
  values ($2::text, $3::text, $5::bigint, $6::jsonb)),
cut as (
  insert into "myelin".segments (processor, id, mask, position)
  select $2::text, s.id, s.mask, $4::bigint from "myelin".segments s where s.processor = $1::text returning id)
insert into "myelin".owners (processor, id, epoch)
select $2::text, c.id, (extract(epoch from clock_timestamp()) * 1000)::bigint from cut c

-- rebuild: redirect
select set_config('search_path', concat_ws(', ', '"myelin_rebuild_0000000000000000"', nullif(current_setting('search_path'), '')), true)

-- rebuild: tables
select r.tables, r.fingerprint from "myelin".rebuilds r where r.processor = $1 for update

-- rebuild: note
update "myelin".rebuilds r set state = $2::text, why = $3::text, accept_parked = r.accept_parked or $4::boolean
where r.processor = $1

-- rebuild: drop shadow
with gone_segments as (delete from "myelin".segments t where t.processor = $2::text),
gone_owners as (delete from "myelin".owners t where t.processor = $2::text),
gone_aways as (delete from "myelin".aways t where t.processor = $2::text),
gone_dead_letters as (delete from "myelin".dead_letters t where t.processor = $2::text),
gone as (delete from "myelin".processors p where p.name = $2::text)
delete from "myelin".rebuilds r where r.processor = $1::text

-- rebuild: drop letters
delete from "myelin".dead_letters d where d.processor = $1

-- rebuild: adopt letters
update "myelin".dead_letters d set processor = $1::text, token = null, claimed_until = null where d.processor = $2::text

-- rebuild: version of letters
select case when max(s.letters_version) > 0 then max(s.letters_version) + 1 else 0 end
from "myelin".segments s where s.processor in ($1, $2)

-- rebuild: drop segments
delete from "myelin".segments s where s.processor = $1

-- rebuild: adopt segments
update "myelin".segments s set processor = $1::text, position = greatest(s.position, $3::bigint), letters_version = $4::bigint, epoch = 0,
  marks = case when s.marks = '[]' then s.marks else (
    select coalesce(jsonb_agg(m.mark), '[]') from jsonb_array_elements(s.marks) as m(mark)
    where (m.mark ->> 'position')::bigint > greatest(s.position, $3::bigint)) end
where s.processor = $2::text

-- rebuild: adopt processor
update "myelin".processors p set fingerprint = $2::text, replay_until = null, replay_context = null where p.name = $1::text

-- rebuild: later epoch
select max(o.epoch) + 1 from (
  select o.epoch from "myelin".owners o where o.processor = $1 order by o.id for update of o) o

-- rebuild: drop owners
delete from "myelin".owners o where o.processor = $1

-- rebuild: adopt owners
insert into "myelin".owners (processor, id, epoch) select s.processor, s.id, $2::bigint from "myelin".segments s where s.processor = $1::text

-- rebuild: delete rows
delete from "pg_catalog"."pg_amop" "myelin old row" where not exists (select from "pg_catalog"."pg_amop" "myelin new row" where "myelin old row"."oid" = "myelin new row"."oid")

-- rebuild: update rows
update "pg_catalog"."pg_amop" "myelin old row" set "oid" = "myelin new row"."oid", "amoplefttype" = "myelin new row"."amoplefttype" from "pg_catalog"."pg_amop" "myelin new row" where "myelin old row"."oid" = "myelin new row"."oid" and "myelin old row" *<> "myelin new row"

-- rebuild: insert rows
insert into "pg_catalog"."pg_amop" ("oid", "amoplefttype") overriding system value select "myelin new row"."oid", "myelin new row"."amoplefttype" from "pg_catalog"."pg_amop" "myelin new row" where not exists (select from "pg_catalog"."pg_amop" "myelin old row" where "myelin old row"."oid" = "myelin new row"."oid")

-- rebuild: raise identity
select setval(o.sequence, greatest(pg_sequence_last_value(o.sequence), pg_sequence_last_value(n.sequence)))
from (select pg_get_serial_sequence($1, $3)::regclass as sequence) o, (select pg_get_serial_sequence($2, $3)::regclass as sequence) n
where pg_sequence_last_value(n.sequence) is not null

-- letters: enqueue
select "myelin".enqueue_letter($1::text, $2::text, $3::integer, $4::bigint, $5::integer, $6::text, $7::jsonb, $8::jsonb,
  $9::integer, $10::integer, $11::boolean, $12::bigint)

-- letters: evict
select "myelin".evict_letter($1::text, $2::text, $3::integer, $4::text)

-- letters: requeue
update "myelin".dead_letters d set cause = $5::jsonb, diagnostics = $6::jsonb, attempts = d.attempts + 1,
  touched_at = clock_timestamp(), token = null, claimed_until = null
where d.processor = $1 and d.sequence = $2 and d.index = $3::integer and ($4::text is null or d.token = $4::text)

-- letters: claim
with heads as materialized (
  select d.sequence, d.index from "myelin".parked_sequences($1::text) p
  cross join lateral (
    select l.index from "myelin".dead_letters l
    where l.processor = $1::text and l.sequence = p.parked_sequence order by l.index limit 1) h
  join "myelin".dead_letters d on d.processor = $1::text and d.sequence = p.parked_sequence and d.index = h.index
  where ($2::text is null or d.sequence = $2::text) and (d.token is null or d.claimed_until <= clock_timestamp())
  and d.touched_at <= clock_timestamp() - make_interval(secs => $3::double precision / 1000)),
picked as materialized (
  select d.processor, d.sequence, d.index from heads h
  join "myelin".dead_letters d on d.processor = $1::text and d.sequence = h.sequence and d.index = h.index
  where (d.token is null or d.claimed_until <= clock_timestamp()) order by d.touched_at, d.sequence limit 1 for update of d skip locked)
update "myelin".dead_letters d set token = gen_random_uuid()::text, claimed_until = clock_timestamp() + make_interval(secs => $4::double precision / 1000)
from picked where d.processor = picked.processor and d.sequence = picked.sequence and d.index = picked.index
returning d.processor, d.sequence, d.index, d.position, d.sub_index, d.event_type, d.cause, d.diagnostics, d.attempts,
  (extract(epoch from d.enqueued_at) * 1000)::bigint, (extract(epoch from d.touched_at) * 1000)::bigint, d.inbox, d.token

-- letters: claim next
update "myelin".dead_letters d set token = $3::text, claimed_until = clock_timestamp() + make_interval(secs => $4::double precision / 1000)
where d.processor = $1 and d.sequence = $2 and d.index = (
  select min(l.index) from "myelin".dead_letters l where l.processor = $1 and l.sequence = $2) and (d.token = $3::text or (d.token is null or d.claimed_until <= clock_timestamp()))
returning d.processor, d.sequence, d.index, d.position, d.sub_index, d.event_type, d.cause, d.diagnostics, d.attempts,
  (extract(epoch from d.enqueued_at) * 1000)::bigint, (extract(epoch from d.touched_at) * 1000)::bigint, d.inbox, d.token

-- letters: unclaim
update "myelin".dead_letters d set token = null, claimed_until = null
where d.processor = $1 and d.sequence = $2 and d.token = $3

-- letters: move
update "myelin".dead_letters d set processor = $2, token = null, claimed_until = null where d.processor = $1 and d.sequence = $3

-- watch: sign
select pg_try_advisory_lock($1::bigint)

-- watch: unsign
select pg_advisory_unlock($1::bigint)

-- watch: tell
select pg_notify('myelin_f62532fe', '')

-- rows: upsert
insert into "contract_composite" ("owner", "slot", "amount") select v.v1::text, v.v2::integer, v.v3::integer from unnest($1::text[], $2::text[], $3::text[]) as v(v1, v2, v3)
on conflict ("owner", "slot") do update set "amount" = excluded."amount"

-- rows: delete
delete from "contract_composite" t using unnest($1::text[], $2::text[]) as v(v1, v2) where t."owner" = v.v1::text and t."slot" = v.v2::integer
