import type { SchemaName } from "../sql/schema-name.ts";
import type { Migration } from "./migration.ts";

export const m007Nodes: Migration = {
  number: 7,
  name: "what nodes tell of themselves",
  sql: (schema) => [columns(schema), membersFunction(schema), lookFunction(schema)].join(";\n\n"),
};

/** Nodes of an older engine tell nothing: they get no commands of others. */
function columns({ quoted }: SchemaName): string {
  return `alter table ${quoted}.nodes
  add column joined_at timestamptz not null default clock_timestamp(),
  add column address text,
  add column load_factor integer not null default 0,
  add column commands text[] not null default '{}',
  add column digest text not null default md5(''),
  add column warnings jsonb not null default '[]'`;
}

/** Those that live. Names of commands are told only where the caller does not know them: by their digest. */
function membersFunction({ quoted }: SchemaName): string {
  return `create function ${quoted}.node_members(p_known text[]) returns setof jsonb language sql volatile as $members$
  with dead as materialized (select d.id from ${quoted}.dead_nodes() as d(id))
  select jsonb_build_object(
    'id', n.id, 'joinedAt', (extract(epoch from n.joined_at) * 1000)::bigint, 'address', n.address, 'loadFactor', n.load_factor,
    'digest', n.digest, 'commands', case when n.digest = any (p_known) then null else to_jsonb(n.commands) end,
    'warnings', n.warnings, 'leaseMs', (extract(epoch from n.lease_until - clock_timestamp()) * 1000)::bigint)
  from ${quoted}.nodes n
  where n.lease_until > clock_timestamp() and n.id not in (select d.id from dead d) order by n.id
$members$`;
}

/** A node's sign of life, what it tells of itself, and what it sees then: processors, and nodes. */
function lookFunction({ quoted }: SchemaName): string {
  return `create function ${quoted}.look_of_node(p_id text, p_processors text[], p_lease_ms double precision, p_sign bigint, p_reports jsonb,
  p_address text, p_load_factor integer, p_commands text[], p_warnings jsonb, p_known text[])
returns table (got_processor jsonb, got_member jsonb) language plpgsql volatile as $look$
begin
  return query select s.state, null::jsonb
  from ${quoted}.renew_node(p_id, p_processors, p_lease_ms, p_sign, p_reports) as s(state);
  update ${quoted}.nodes n
  set address = p_address, load_factor = p_load_factor, commands = p_commands, warnings = p_warnings,
    digest = md5(array_to_string(p_commands, ','))
  where n.id = p_id and (n.address, n.load_factor, n.commands, n.warnings)
    is distinct from (p_address, p_load_factor, p_commands, p_warnings);
  return query select null::jsonb, m.member from ${quoted}.node_members(p_known) as m(member);
end
$look$`;
}
