import type { SnapshotRecord, SnapshotStore } from "../../../src/runtime/mod.ts";
import type { Driver } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import type { SchemaName } from "../sql/schema-name.ts";

/**
 * One that is later, or of another shape, takes the place of what is kept; so does any once the log was set back before the
 * event that the kept one stands on. Rows are locked in the order of streams, so that no two calls wait for each other.
 */
export function saveText({ quoted }: SchemaName): string {
  return `insert into ${quoted}.snapshots as s (stream_type, stream_id, fingerprint, version, event_id, state)
select r.stream_type, r.stream_id, r.fingerprint, r.version, r.event_id, r.state
from unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::jsonb[])
  as r(stream_type, stream_id, fingerprint, version, event_id, state)
order by r.stream_type collate "C", r.stream_id collate "C"
on conflict (stream_type, stream_id) do update
set fingerprint = excluded.fingerprint, version = excluded.version, event_id = excluded.event_id, state = excluded.state
where s.fingerprint <> excluded.fingerprint or s.version < excluded.version or not exists (
  select from ${quoted}.events e where e.stream_type = s.stream_type and e.stream_id = s.stream_id
  and e.version = s.version and e.id = s.event_id)`;
}

export function sqlSnapshots({ driver, schema }: { driver: Driver; schema: SchemaName }): SnapshotStore {
  return {
    save: async (snapshots) => {
      if (snapshots.length === 0) return;
      try {
        await driver.query({ text: saveText(schema), values: columnsOf(snapshots), prepare: true });
      } catch (error) {
        throw engineError(error, snapshots.length === 1 ? "save a snapshot" : `save ${snapshots.length} snapshots`);
      }
    },
  };
}

function columnsOf(snapshots: readonly SnapshotRecord[]): readonly string[] {
  return [
    snapshots.map(({ stream }) => stream.type),
    snapshots.map(({ stream }) => stream.id),
    snapshots.map(({ fingerprint }) => fingerprint),
    snapshots.map(({ version }) => String(version)),
    snapshots.map(({ eventId }) => eventId),
    snapshots.map(({ state }) => JSON.stringify(state)),
  ].map(arrayLiteral);
}
