import type { SchemaName } from "../sql/schema-name.ts";

/**
 * Accepts one command, in one round trip. Answers one row: the attempt where it was accepted, else what is known of the id,
 * namely its kept outcome or the hash it is pending under. Each statement sees what was committed before it; whoever
 * meets the same id waits for the other's insert and then finds its row.
 */
export function acceptFunction({ quoted }: SchemaName): string {
  return `create function ${quoted}.accept(p_id text, p_hash text, p_submission jsonb, p_lease_ms double precision)
returns table (attempt integer, recorded jsonb, pending_hash text)
language plpgsql volatile as $accept$
#variable_conflict use_column
declare
  v_attempt integer;
  v_recorded jsonb;
  v_hash text;
begin
  loop
    v_recorded := ${quoted}.recorded_command(p_id);
    if v_recorded is not null then
      return query select null::integer, v_recorded, null::text;
      return;
    end if;
    insert into ${quoted}.accepted as a (id, hash, submission, attempt, lease_until, accepted_at)
    values (p_id, p_hash, p_submission, 1, clock_timestamp() + make_interval(secs => p_lease_ms / 1000), clock_timestamp())
    on conflict (id) do update set hash = excluded.hash, submission = excluded.submission, attempt = a.attempt + 1,
      lease_until = excluded.lease_until, accepted_at = excluded.accepted_at, failure = null
    where a.failure is not null
    returning a.attempt into v_attempt;
    if v_attempt is not null then
      return query select v_attempt, null::jsonb, null::text;
      return;
    end if;
    select a.hash into v_hash from ${quoted}.accepted a where a.id = p_id;
    -- It may have been handled since, or swept: then it is looked up anew.
    if v_hash is not null then
      return query select null::integer, null::jsonb, v_hash;
      return;
    end if;
  end loop;
end
$accept$`;
}
