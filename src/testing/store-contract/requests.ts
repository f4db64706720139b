import type { JsonObject } from "../../base/json.ts";
import type { NewEvent, StreamRef } from "../../model/message.ts";
import type {
  AppendRequest,
  AppendResult,
  ExclusiveEvents,
  LoadedStream,
  LoadRequest,
  RejectionRecord,
  StreamHead,
} from "../../store/event-store.ts";
import type { Store } from "../../store/store.ts";
import { present } from "./expect.ts";

/** A stream that does not exist. */
export const noHead: Pick<StreamHead, "version" | "eventId"> = { version: 0, eventId: null };

export interface EventDraft {
  readonly id: string;
  readonly type?: string;
  readonly data?: JsonObject;
}

export interface AppendDraft {
  readonly stream: StreamRef;
  readonly expected?: Pick<StreamHead, "version" | "eventId">;
  readonly events: readonly EventDraft[];
  readonly command: string;
  /** Present: the outcome is kept under this hash. */
  readonly hash?: string;
  readonly rejection?: RejectionRecord;
}

/** An append request with what a case does not care for filled in. */
export function appendOf(draft: AppendDraft): AppendRequest {
  const { stream, expected = noHead, events, command, hash, rejection } = draft;
  const keep = hash === undefined ? {} : { keep: rejection === undefined ? { hash } : { hash, rejection } };
  return {
    stream,
    expected,
    events: events.map(newEvent),
    command: { id: command, name: "Do", correlationId: `of ${command}`, causationId: null, ...keep },
  };
}

function newEvent({ id, type = "thing.Done", data = {} }: EventDraft): NewEvent {
  return { id, type, schemaVersion: 1, data, metadata: {} };
}

export async function appendOne(store: Store, draft: AppendDraft): Promise<AppendResult> {
  const [result] = await store.events.append([appendOf(draft)]);
  return present(result, "a result for the request");
}

type Appended = Extract<AppendResult, { kind: "appended" }>;

/** Appends, and fails unless it was appended. */
export async function mustAppend(store: Store, draft: AppendDraft): Promise<Appended> {
  const result = await appendOne(store, draft);
  if (result.kind !== "appended") throw new Error(`Expected an append, found ${result.kind}`);
  return result;
}

/** One stream. */
export async function loadOne(store: Store, request: LoadRequest): Promise<LoadedStream> {
  const [loaded] = await store.events.load([request]);
  if (loaded === undefined) throw new Error("the store answered no stream");
  return loaded;
}

/** The stream's head as seen from inside of a transaction. */
export async function headIn({ load }: ExclusiveEvents, stream: StreamRef): Promise<StreamHead> {
  const [loaded] = await load([{ stream, after: 0 }]);
  return present(loaded, "the stream").head;
}
