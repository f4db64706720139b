import type { Announcement } from "../../../src/runtime/mod.ts";
import type { Session } from "../driver.ts";
import { tellFoldsText } from "../inline/inline-texts.ts";
import type { SchemaName } from "../sql/schema-name.ts";

/** Behind whatever the stream holds; the event is a command and a conversation of its own. */
export function announceText({ quoted }: SchemaName): string {
  return `insert into ${quoted}.events (stream_type, stream_id, version, id, type, schema_version, data, metadata,
  command_id, correlation_id, causation_id, recorded_at)
select $1::text, $2::text, coalesce((
    select e.version from ${quoted}.events e where e.stream_type = $1::text and e.stream_id = $2::text order by e.version desc limit 1), 0) + 1,
  $3::text, $4::text, $5::integer, $6::jsonb, $7::jsonb, $3::text, $3::text, null, date_trunc('milliseconds', clock_timestamp())`;
}

interface Announcing {
  readonly schema: SchemaName;
  readonly announcements: readonly Announcement[];
}

/** The trigger takes the append lock, which the transaction then holds until it has ended. No fold of an append reads them. */
export async function announce(session: Pick<Session, "query">, { schema, announcements }: Announcing): Promise<void> {
  if (announcements.length > 0) await session.query({ text: tellFoldsText, values: ["*"], prepare: true });
  for (const { stream, event } of announcements) {
    const { id, type, schemaVersion, data, metadata } = event;
    const facts = [id, type, String(schemaVersion), JSON.stringify(data), JSON.stringify(metadata)];
    await session.query({ text: announceText(schema), values: [stream.type, stream.id, ...facts], prepare: true });
  }
}
