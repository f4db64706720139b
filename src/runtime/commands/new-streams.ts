import { startOfLog } from "../../model/position.ts";
import type { AggregateTable } from "../../model/tables.ts";
import type { CachedStream } from "./stream-cache.ts";

/** Learns which commands begin streams, so that those need not be loaded to find nothing there. */
export interface NewStreams {
  /** Whether the stream of such a command is most likely new. */
  expected(command: string): boolean;
  /** The stream of such a command was found to be new, or not. */
  found(command: string, isNew: boolean): void;
}

/** New streams in a row after which the next one is expected to be new. */
const enough = 8;
/** How far back a wrong guess takes: it costs an append. */
const penalty = -32;

export function newStreams(): NewStreams {
  const inARow = new Map<string, number>();
  return {
    expected: (command) => (inARow.get(command) ?? 0) >= enough,
    found: (command, isNew) => {
      const before = inARow.get(command) ?? 0;
      const wrong = before >= enough ? penalty : Math.min(before, 0);
      inARow.set(command, isNew ? Math.min(before + 1, enough) : wrong);
    },
  };
}

/** A stream without events. The append finds out when it has some. */
export function emptyStream(aggregate: AggregateTable): CachedStream {
  return { state: aggregate.initial(), head: { version: 0, eventId: null, position: startOfLog }, kept: 0 };
}
