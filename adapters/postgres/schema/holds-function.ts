import type { SchemaName } from "../sql/schema-name.ts";

/** Whether a stream's head is the one that was decided on. Planned once, and by index: see the functions that load. */
export function holdsFunction({ quoted }: SchemaName): string {
  return `create function ${quoted}.holds(p_type text, p_id text, p_version integer, p_event_id text) returns boolean
language plpgsql stable set enable_seqscan = off as $holds$
begin
  return coalesce((
    select e.version = p_version and e.id = p_event_id from ${quoted}.events e
    where e.stream_type = (select p_type) and e.stream_id = (select p_id) order by e.version desc limit 1),
    p_version = 0 and p_event_id is null);
end
$holds$`;
}
