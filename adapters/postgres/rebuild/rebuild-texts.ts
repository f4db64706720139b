import type { SchemaName } from "../sql/schema-name.ts";

/** What lies under a name, and where: `r` and `p` are tables. */
export const foundTableText = `select n.nspname, c.relname, c.relkind, clock_timestamp() from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = to_regclass($1)`;

export function processorText({ quoted }: SchemaName): string {
  return `select exists (select from ${quoted}.processors p where p.name = $1),
  exists (select from ${quoted}.inline_folds f where f.processor = $1), clock_timestamp()`;
}

export function beginRebuildText({ quoted }: SchemaName): string {
  return `insert into ${quoted}.rebuilds (processor, fingerprint, accept_parked, tables) values ($1::text, $2::text, $3::boolean, $4::jsonb)
on conflict (processor) do nothing`;
}

/** Cut like the old one's segments. Epochs begin behind those of any rebuild of before: nobody takes this one for that. */
export function makeShadowText({ quoted }: SchemaName): string {
  return `with made as (
  insert into ${quoted}.processors (name, fingerprint, replay_until, replay_context)
  values ($2::text, $3::text, $5::bigint, $6::jsonb)),
cut as (
  insert into ${quoted}.segments (processor, id, mask, position)
  select $2::text, s.id, s.mask, $4::bigint from ${quoted}.segments s where s.processor = $1::text returning id)
insert into ${quoted}.owners (processor, id, epoch)
select $2::text, c.id, (extract(epoch from clock_timestamp()) * 1000)::bigint from cut c`;
}

export function makeTableText(real: string, shadow: string): string {
  return `create table ${shadow} (like ${real} including all)`;
}

export function rebuildTablesText({ quoted }: SchemaName): string {
  return `select r.tables, r.fingerprint from ${quoted}.rebuilds r where r.processor = $1 for update`;
}

export function noteRebuildText({ quoted }: SchemaName): string {
  return `update ${quoted}.rebuilds r set state = $2::text, why = $3::text, accept_parked = r.accept_parked or $4::boolean
where r.processor = $1`;
}

/** Processor and rebuild as they are known; segments, letters and owners are looked after by themselves. */
export function dropShadowText({ quoted }: SchemaName): string {
  const tables = ["segments", "owners", "aways", "dead_letters"];
  const deletes = tables.map(
    (table) => `gone_${table} as (delete from ${quoted}.${table} t where t.processor = $2::text)`,
  );
  return `with ${deletes.join(",\n")},
gone as (delete from ${quoted}.processors p where p.name = $2::text)
delete from ${quoted}.rebuilds r where r.processor = $1::text`;
}

/** The letters of the new version take the place of those of the old one. */
export function adoptLettersText({ quoted }: SchemaName): readonly [string, string] {
  return [
    `delete from ${quoted}.dead_letters d where d.processor = $1`,
    `update ${quoted}.dead_letters d set processor = $1::text, token = null, claimed_until = null where d.processor = $2::text`,
  ];
}

/** A version of letters that was never told: zero says that there never was one. */
export function lettersVersionText({ quoted }: SchemaName): string {
  return `select case when max(s.letters_version) > 0 then max(s.letters_version) + 1 else 0 end
from ${quoted}.segments s where s.processor in ($1, $2)`;
}

/** Segments of the new version, brought to where the old one stood. */
export function adoptSegmentsText({ quoted }: SchemaName): readonly [string, string] {
  return [
    `delete from ${quoted}.segments s where s.processor = $1`,
    `update ${quoted}.segments s set processor = $1::text, position = greatest(s.position, $3::bigint), letters_version = $4::bigint, epoch = 0,
  marks = case when s.marks = '[]' then s.marks else (
    select coalesce(jsonb_agg(m.mark), '[]') from jsonb_array_elements(s.marks) as m(mark)
    where (m.mark ->> 'position')::bigint > greatest(s.position, $3::bigint)) end
where s.processor = $2::text`,
  ];
}

export function adoptProcessorText({ quoted }: SchemaName): string {
  return `update ${quoted}.processors p set fingerprint = $2::text, replay_until = null, replay_context = null where p.name = $1::text`;
}

/** Owners last: renewals of leases wait for nothing but this. All claims end, and later ones have later epochs. */
export function adoptOwnersText({ quoted }: SchemaName): readonly [string, string, string] {
  return [
    `select max(o.epoch) + 1 from (
  select o.epoch from ${quoted}.owners o where o.processor = $1 order by o.id for update of o) o`,
    `delete from ${quoted}.owners o where o.processor = $1`,
    `insert into ${quoted}.owners (processor, id, epoch) select s.processor, s.id, $2::bigint from ${quoted}.segments s where s.processor = $1::text`,
  ];
}
