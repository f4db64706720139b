import type { SchemaName } from "../sql/schema-name.ts";

/** What a batch begins and ends with. */
export function segmentFunctions(schema: SchemaName): string {
  return [takeFunction(schema), checkpointFunction(schema)].join(";\n\n");
}

/**
 * Takes the segment for this transaction and tells where it stands: \`held\`; \`busy\`: another transaction has it; \`lost\`: the claim does
 * not hold. The lock first; the row in the next statement, whose snapshot is younger than the lock.
 */
function takeFunction({ quoted }: SchemaName): string {
  return `create function ${quoted}.take_segment(p_lock bigint, p_processor text, p_id integer, p_mask integer, p_node text, p_epoch bigint)
returns table (outcome text, stood bigint, had_marks jsonb, had_letters bigint)
language plpgsql volatile as $take$
begin
  if not pg_try_advisory_xact_lock(p_lock) then
    return query select 'busy', null::bigint, null::jsonb, null::bigint;
    return;
  end if;
  return query
  select case when s.epoch <= p_epoch and exists (
      select from ${quoted}.owners o where o.processor = p_processor and o.id = p_id and o.node = p_node and o.epoch = p_epoch)
    then 'held' else 'lost' end, s.position, s.marks, s.letters_version
  from ${quoted}.segments s where s.processor = p_processor and s.id = p_id and s.mask = p_mask for update of s;
  if not found then
    return query select 'lost', null::bigint, null::jsonb, null::bigint;
  end if;
end
$take$`;
}

/** Moves the segment, or raises MYL01 where the claim does not hold any more: a commit sent along with this call then rolls back. */
function checkpointFunction({ quoted }: SchemaName): string {
  return `create function ${quoted}.move_segment(p_processor text, p_id integer, p_mask integer, p_node text, p_epoch bigint,
  p_from bigint, p_to bigint, p_marks jsonb, p_letters integer) returns void
language plpgsql volatile as $move$
begin
  update ${quoted}.segments s
  set position = p_to, epoch = p_epoch, marks = p_marks, letters_version = s.letters_version + p_letters
  where s.processor = p_processor and s.id = p_id and s.mask = p_mask and s.epoch <= p_epoch and s.position = p_from and exists (
    select from ${quoted}.owners o where o.processor = p_processor and o.id = p_id and o.node = p_node and o.epoch = p_epoch);
  if not found then
    raise exception 'the claim is lost' using errcode = 'MYL01';
  end if;
end
$move$`;
}
