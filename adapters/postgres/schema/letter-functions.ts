import type { SchemaName } from "../sql/schema-name.ts";

/** Changes and lists of dead letters. */
export function letterFunctions(schema: SchemaName): string {
  return [parkedFunction(schema), enqueueFunction(schema), evictFunction(schema)].join(";\n\n");
}

/** From one sequence to the next by the index: what it costs depends on sequences, not on letters. */
function parkedFunction({ quoted }: SchemaName): string {
  return `create function ${quoted}.parked_sequences(p_processor text) returns table (parked_sequence text, parked_hash integer)
language sql stable as $parked$
  with recursive parked(sequence, hash) as (
    (select d.sequence, d.hash from ${quoted}.dead_letters d where d.processor = p_processor order by d.sequence limit 1)
    union all
    select n.sequence, n.hash from parked p cross join lateral (
      select d.sequence, d.hash from ${quoted}.dead_letters d
      where d.processor = p_processor and d.sequence > p.sequence order by d.sequence limit 1) n)
  select p.sequence, p.hash from parked p
$parked$`;
}

/** Since a migration a letter may stand for what is kept elsewhere: for a row of a workflow's inbox. */
interface LetterForms {
  readonly inbox?: boolean;
}

/** In place of those before: letters of inbox rows, which go with their letters. */
export function inboxLetterFunctions(schema: SchemaName): string {
  const { quoted } = schema;
  return [
    `drop function ${quoted}.enqueue_letter(text, text, integer, bigint, integer, text, jsonb, jsonb, integer, integer, boolean)`,
    enqueueFunction(schema, { inbox: true }),
    evictFunction(schema, { inbox: true }),
  ].join(";\n\n");
}

/** Under the lock of the sequence's segment. Other segments' sequences count as far as they are committed. */
function enqueueFunction({ quoted }: SchemaName, { inbox = false }: LetterForms = {}): string {
  return `create function ${quoted}.enqueue_letter(p_processor text, p_sequence text, p_hash integer, p_position bigint, p_sub_index integer,
  p_event_type text, p_cause jsonb, p_diagnostics jsonb, p_max_sequences integer, p_max_letters integer, p_if_present boolean${inbox ? ", p_inbox bigint" : ""})
returns text language plpgsql volatile as $enqueue$
declare
  v_letters bigint;
  v_last integer;
begin
  select count(*), max(d.index) into v_letters, v_last
  from ${quoted}.dead_letters d where d.processor = p_processor and d.sequence = p_sequence;
  if v_letters = 0 and p_if_present then return 'absent'; end if;
  if v_letters >= p_max_letters then return 'full'; end if;
  if v_letters = 0 and (select count(*) from ${quoted}.parked_sequences(p_processor)) >= p_max_sequences then return 'full'; end if;
  insert into ${quoted}.dead_letters (processor, sequence, index, hash, position, sub_index, event_type, cause, diagnostics${inbox ? ", inbox" : ""})
  values (p_processor, p_sequence, coalesce(v_last + 1, 0), p_hash, p_position, p_sub_index, p_event_type, p_cause, p_diagnostics${inbox ? ", p_inbox" : ""});
  return 'enqueued';
end
$enqueue$`;
}

/** Whoever has the head and removes it goes on to the next one under the same claim: nobody comes between. */
function evictFunction({ quoted }: SchemaName, { inbox = false }: LetterForms = {}): string {
  return `create${inbox ? " or replace" : ""} function ${quoted}.evict_letter(p_processor text, p_sequence text, p_index integer, p_token text)
returns text language plpgsql volatile as $evict$
declare
  v_until timestamptz;
  v_next integer;${inbox ? "\n  v_inbox bigint;" : ""}
begin
  delete from ${quoted}.dead_letters d
  where d.processor = p_processor and d.sequence = p_sequence and d.index = p_index and (p_token is null or d.token = p_token)
  returning d.claimed_until${inbox ? ", d.inbox" : ""} into v_until${inbox ? ", v_inbox" : ""};
  if not found then return 'unknown'; end if;${inbox ? `\n  delete from ${quoted}.workflow_inbox i where i.number = v_inbox;` : ""}
  select min(d.index) into v_next from ${quoted}.dead_letters d where d.processor = p_processor and d.sequence = p_sequence;
  if v_next is null then return 'emptied'; end if;
  if p_token is not null then
    update ${quoted}.dead_letters d set token = p_token, claimed_until = v_until
    where d.processor = p_processor and d.sequence = p_sequence and d.index = v_next;
  end if;
  return 'evicted';
end
$evict$`;
}
