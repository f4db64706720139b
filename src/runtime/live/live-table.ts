import type { Row } from "../../model/node.ts";
import { isAfter, type Position, startOfLog } from "../../model/position.ts";
import type { FoldTable, Tables } from "../../model/tables.ts";
import type { EventStore } from "../../store/event-store.ts";
import { foldEvents } from "./fold-events.ts";

/** Rows of a live fold, from the whole log. */
export interface LiveTable {
  /** As of a position, or of a later one that somebody else asked for. By `rowKeyText`; not to be changed. */
  upTo(position: Position): Promise<ReadonlyMap<string, Row>>;
}

export interface LiveTablePorts {
  readonly fold: FoldTable;
  readonly aggregates: Tables["aggregates"];
  readonly events: Pick<EventStore, "readLog" | "readStream">;
}

/** Rows that stay in memory between queries, at most: what is larger is folded anew by each. */
const maxKept = 10_000;
/** Events read at once. */
const pageSize = 1_000;

interface Folded {
  readonly position: Position;
  readonly rows: Map<string, Row>;
}

/** Folds go on where the former one ended, one at a time. One that fails is forgotten, and begins anew. */
export function liveTable(ports: LiveTablePorts): LiveTable {
  let kept: Folded | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const foldTo = async (position: Position): Promise<ReadonlyMap<string, Row>> => {
    const from = kept ?? { position: startOfLog, rows: new Map<string, Row>() };
    if (!isAfter(position, from.position)) return from.rows;
    kept = undefined;
    // Whoever got these rows goes on to see them as they were.
    const rows = new Map(from.rows);
    await foldStretch(ports, { after: from.position, upTo: position, rows });
    if (rows.size <= maxKept) kept = { position, rows };
    return rows;
  };
  return {
    upTo: (position) => {
      const mine = last.then(() => foldTo(position));
      last = mine.catch(() => {});
      return mine;
    },
  };
}

interface Stretch {
  readonly after: Position;
  readonly upTo: Position;
  readonly rows: Map<string, Row>;
}

async function foldStretch(
  { fold, aggregates, events }: LiveTablePorts,
  { after, upTo, rows }: Stretch,
): Promise<void> {
  const { storedTypes: types } = fold;
  for (let from: Position | undefined = after; from !== undefined; ) {
    const page = await events.readLog({ after: from, upTo, types, limit: pageSize });
    foldEvents(page, { fold, aggregates, rows });
    from = page.length < pageSize ? undefined : page.at(-1)?.position;
  }
}
