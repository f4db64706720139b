import type { Clock } from "../../base/ports.ts";
import type { QueryTools, RowReader } from "../../model/node.ts";
import { isAfter, justBefore, type Position } from "../../model/position.ts";
import type { Tables } from "../../model/tables.ts";
import type { EventStore } from "../../store/event-store.ts";
import { rowOrder } from "../../store/row-order.ts";
import { rowKeyText } from "../../store/segment-store.ts";
import type { LogHead } from "../log-head.ts";
import type { Progress } from "../queries/progress.ts";
import { settledHead } from "../settled-head.ts";
import { isByStream, liveRow } from "./live-row.ts";
import { type LiveTable, type LiveTablePorts, liveTable } from "./live-table.ts";
import { noTable } from "./no-table.ts";

/** A fold that is stored nowhere: its rows are made of the log when somebody asks. */
export interface LiveFold {
  /** It is as far as the log is settled. */
  readonly progress: Progress;
  /** What a query of it can use, as of now; and of which position that is. */
  tools(): Promise<{ readonly tools: QueryTools; readonly position: Position }>;
}

export interface LiveFoldsPorts {
  readonly tables: Tables;
  readonly events: EventStore;
  readonly head: LogHead;
  readonly clock: Clock;
}

/** By name. */
export function liveFolds({ tables, events, head, clock }: LiveFoldsPorts): ReadonlyMap<string, LiveFold> {
  const { aggregates, projections } = tables;
  const folds = Object.values(projections).filter((table) => table.form === "fold" && table.life === "live");
  return new Map(
    folds.flatMap((fold) =>
      fold.form === "fold" ? [[fold.name, liveFold({ fold, aggregates, events, clock }, head)]] : [],
    ),
  );
}

function liveFold(ports: LiveTablePorts & Pick<LiveFoldsPorts, "events" | "clock">, head: LogHead): LiveFold {
  const { fold, events, clock } = ports;
  const table = liveTable(ports);
  const db = noTable(fold.name);
  return {
    progress: settledLog(fold.name, head),
    tools: async () => {
      const position = await settledHead({ events, clock });
      return { tools: { db, rows: liveRows(ports, { table, upTo: position }) }, position };
    },
  };
}

interface AsOf {
  readonly table: LiveTable;
  readonly upTo: Position;
}

function liveRows(ports: LiveTablePorts, { table, upTo }: AsOf): RowReader {
  const byStream = isByStream(ports);
  return {
    get: async (...key) => {
      const [id] = key;
      if (byStream && key.length === 1 && typeof id === "string") return liveRow(ports, { id, upTo });
      const row = (await table.upTo(upTo)).get(rowKeyText(key));
      return row === undefined ? undefined : { ...row };
    },
    list: async () => {
      const rows = [...(await table.upTo(upTo)).values()].map((row) => ({ ...row }));
      return rows.sort(rowOrder(ports.fold.target.key));
    },
  };
}

function settledLog(processor: string, head: LogHead): Progress {
  return {
    hadLetters: false,
    status: () => ({ processor, position: head.current(), state: "running", lastError: null }),
    reached: async (position: Position, signal: AbortSignal): Promise<boolean> => {
      await head.after(justBefore(position), signal);
      return !isAfter(position, head.current());
    },
  };
}
