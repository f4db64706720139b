import type { StoredEvent, StreamRef } from "../../model/message.ts";
import type { Row } from "../../model/node.ts";
import { comparePositions, isAfter, type Position } from "../../model/position.ts";
import { foldEvents } from "./fold-events.ts";
import type { LiveTablePorts } from "./live-table.ts";

/** Events read at once. */
const pageSize = 1_000;

/** Whether the row of every event is that of its stream, so that one row needs a few streams and not the log. */
export function isByStream({ fold }: Pick<LiveTablePorts, "fold">): boolean {
  return Object.values(fold.handlers).every(({ by }) => by === undefined);
}

/** The row of the streams of one id, as of a position. */
export async function liveRow(
  ports: LiveTablePorts,
  { id, upTo }: { readonly id: string; readonly upTo: Position },
): Promise<Row | undefined> {
  const { fold, aggregates, events } = ports;
  // Names of aggregates have no dot.
  const types = new Set(fold.storedTypes.map((type) => type.slice(0, type.indexOf("."))));
  const read = [...types].map((type) => wanted(events, { stream: { type, id }, upTo, types: fold.storedTypes }));
  const all = (await Promise.all(read)).flat();
  const rows = new Map<string, Row>();
  const inOrder = types.size > 1 ? all.sort((a, b) => comparePositions(a.position, b.position)) : all;
  foldEvents(inOrder, { fold, aggregates, rows });
  return rows.get(id);
}

interface Wanted {
  readonly stream: StreamRef;
  readonly upTo: Position;
  readonly types: readonly string[];
}

async function wanted(
  events: LiveTablePorts["events"],
  { stream, upTo, types }: Wanted,
): Promise<readonly StoredEvent[]> {
  const all: StoredEvent[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: readonly StoredEvent[] = await events.readStream({ stream, after, limit: pageSize });
    all.push(...page.filter(({ type, position }) => types.includes(type) && !isAfter(position, upTo)));
    after = page.length < pageSize ? undefined : page.at(-1)?.version;
  }
  return all;
}
