import {
  type LoadedStream,
  type LoadRequest,
  MyelinError,
  type Snapshot,
  type StoredEvent,
  type StreamHead,
  startOfLog,
} from "../../../src/runtime/mod.ts";
import type { SqlRow } from "../driver.ts";
import { numberAt, positionAt, textAt } from "../sql/columns.ts";
import { parseJson, storedEvent } from "./event-columns.ts";
import { recordedCommand } from "./recorded-command.ts";

/** Where `eventColumns` begin in a row. */
const first = 3;

interface Loading {
  head: StreamHead;
  recorded: unknown;
  snapshot: Snapshot | undefined;
  readonly events: StoredEvent[];
}

/** The rows of `load_stream` and `load_streams`, see there. */
export function readLoaded(rows: readonly SqlRow[], requests: readonly LoadRequest[]): readonly LoadedStream[] {
  const loading = requests.map((): Loading => ({ head: noHead, recorded: null, snapshot: undefined, events: [] }));
  for (const row of rows) {
    const one = loading[numberAt(row, 0) - 1];
    if (one === undefined) throw new MyelinError("internal", "Cannot read the loaded streams: an unknown one is there");
    readPart(row, one);
  }
  return loading.map((one, index) => loadedStream(one, requests[index]?.commandId));
}

const noHead: StreamHead = { version: 0, eventId: null, position: startOfLog };

function readPart(row: SqlRow, loading: Loading): void {
  const part = textAt(row, 1);
  if (part === "3") {
    const event = storedEvent(row, first);
    loading.events.push(event);
    loading.head = { version: event.version, eventId: event.id, position: event.position };
  } else if (part === "2") loading.recorded = row[2] == null ? null : JSON.parse(row[2]);
  else if (part === "4")
    loading.snapshot = {
      version: numberAt(row, first + 3),
      eventId: textAt(row, first + 4),
      state: parseJson(textAt(row, 2)),
    };
  else
    loading.head = {
      version: numberAt(row, first + 3),
      eventId: textAt(row, first + 4),
      position: positionAt(row, first),
    };
}

function loadedStream({ head, events, snapshot, recorded }: Loading, commandId: string | undefined): LoadedStream {
  if (recorded === null || commandId === undefined)
    return snapshot === undefined ? { events, head } : { snapshot, events, head };
  const known = recordedCommand(commandId, recorded);
  return snapshot === undefined ? { events, head, recorded: known } : { snapshot, events, head, recorded: known };
}
