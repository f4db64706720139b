import {
  type AppendRequest,
  type AppendResult,
  isMyelinError,
  MyelinError,
  type RecordedEvent,
} from "../../../src/runtime/mod.ts";
import { DatabaseError, lockNotAvailable } from "../database-error.ts";
import type { Driver, SqlRow, SqlStatement, SqlValue } from "../driver.ts";
import { appendError } from "../engine-error.ts";
import { arrayLiteral, parseArray } from "../sql/array-literal.ts";
import { numberAt, positionOf, textAt } from "../sql/columns.ts";
import { refuseUnstorable } from "../sql/refuse-unstorable.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { appendOne } from "./append-one.ts";
import { recordedCommand, rejectionJson } from "./recorded-command.ts";

export interface AppendSettings {
  readonly driver: Pick<Driver, "query">;
  readonly schema: SchemaName;
  /** Milliseconds to wait for another transaction that handles the same id. */
  readonly waitMs: number;
  /** What to throw for what the driver threw; default: whatever may have been committed is of unknown outcome. */
  readonly errorOf?: (thrown: unknown, act: string) => unknown;
}

export function appendText({ quoted }: SchemaName): string {
  return `select outcomes, positions, heads, recorded, recorded_ms from ${quoted}.append(
  $1::integer[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $10::integer[],
  $11::integer[], $12::text[], $13::text[], $14::integer[], $15::text[], $16::text[], $17::integer[], $18::jsonb[], $19::jsonb[],
  $20::text[], $21::text[], $22::text[], $23::integer)`;
}

/**
 * One call of the SQL function `append`, see its migration for what it promises; an insert for one command whose outcome is not kept,
 * as long as it stands where it was decided.
 */
export async function appendEvents(
  settings: AppendSettings,
  requests: readonly AppendRequest[],
): Promise<readonly AppendResult[]> {
  if (requests.length === 0) return [];
  for (const request of requests) refuseUnstorable(idsOf(request), `append for command "${request.command.name}"`);
  const result = await appendedAlone(settings, requests);
  if (result !== undefined) return [result];
  refuseRepeatedIds(requests);
  const order = byStream(requests);
  const sorted = order.map(({ request }) => request);
  try {
    const { rows } = await settings.driver.query(appendStatement(settings, sorted));
    const results: AppendResult[] = [];
    for (const [index, result] of readResults(rows[0], sorted).entries()) results[order[index]?.at ?? 0] = result;
    return results;
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== lockNotAvailable)
      throw (settings.errorOf ?? appendError)(error, act(requests));
    return whileAnotherHolds(settings, requests);
  }
}

async function appendedAlone(
  settings: AppendSettings,
  requests: readonly AppendRequest[],
): Promise<AppendResult | undefined> {
  const [only] = requests;
  if (only === undefined || requests.length > 1 || only.command.keep !== undefined) return undefined;
  try {
    return await appendOne(settings, only);
  } catch (error) {
    throw (settings.errorOf ?? appendError)(error, act(requests));
  }
}

/** Somebody else is handling one of the ids, and all was rolled back: the streams that share a call with it go apart. */
async function whileAnotherHolds(
  settings: AppendSettings,
  requests: readonly AppendRequest[],
): Promise<readonly AppendResult[]> {
  if (requests.length === 1) return [{ kind: "in-progress" }];
  const ends: (AppendResult | Failed)[] = [];
  const streams = new Map<string, Promise<void>>();
  for (const [at, request] of requests.entries()) {
    const key = JSON.stringify(request.stream);
    const one = async (): Promise<void> => {
      ends[at] = await appendEvents(settings, [request]).then(
        ([result]) => result ?? { kind: "in-progress" },
        (error: unknown): Failed => ({ kind: "failed", error }),
      );
    };
    // Those of one stream build on each other.
    streams.set(key, (streams.get(key) ?? Promise.resolve()).then(one));
  }
  await Promise.all(streams.values());
  return togetherAgain(ends, requests);
}

interface Failed {
  readonly kind: "failed";
  readonly error: unknown;
}

/** One answer for what went apart. Where some were stored, no error may say that nothing was. */
function togetherAgain(
  ends: readonly (AppendResult | Failed)[],
  requests: readonly AppendRequest[],
): readonly AppendResult[] {
  const failures = ends.filter((end) => end.kind === "failed");
  const [first] = failures;
  if (first !== undefined && failures.length === ends.length) throw first.error;
  return ends.map((end, at) => {
    if (end.kind !== "failed") return end;
    // Rolled back for another's sake, which is to be decided again as a lost race is.
    if (isMyelinError(end.error) && end.error.code === "contention")
      return { kind: "conflict", version: requests[at]?.expected.version ?? 0 };
    const message = `Cannot ${act(requests)} for certain: some of it was stored before the rest failed; look for the commands' ids`;
    throw new MyelinError("outcome_unknown", message, { cause: end.error });
  });
}

/** The claims of one call would take two of one id for the same: both would be stored. */
function refuseRepeatedIds(requests: readonly AppendRequest[]): void {
  const kept = requests.flatMap(({ command }) => (command.keep === undefined ? [] : [command.id]));
  if (new Set(kept).size === kept.length) return;
  throw new MyelinError(
    "internal",
    `Cannot ${act(requests)}: two of them have one command id; append them one after another`,
  );
}

interface Placed {
  readonly request: AppendRequest;
  readonly at: number;
}

/** Sorted by stream, the same on every node, so that no two calls can wait for each other; those of one stream keep their order. */
function byStream(requests: readonly AppendRequest[]): readonly Placed[] {
  const placed = requests.map((request, at) => ({ request, at }));
  return placed.length === 1 ? placed : placed.sort((a, b) => compareStreams(a.request, b.request) || a.at - b.at);
}

function compareStreams({ stream: a }: AppendRequest, { stream: b }: AppendRequest): number {
  if (a.type !== b.type) return a.type < b.type ? -1 : 1;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}

function act(requests: readonly AppendRequest[]): string {
  const [first] = requests;
  if (requests.length > 1 || first === undefined) return `append for ${requests.length} commands`;
  return `append to stream "${first.stream.type}/${first.stream.id}"`;
}

function appendStatement({ schema, waitMs }: AppendSettings, requests: readonly AppendRequest[]): SqlStatement {
  const values = [...requestValues(requests), ...eventValues(requests)].map(arrayLiteral);
  return { text: appendText(schema), values: [...values, String(waitMs)], prepare: true };
}

function requestValues(requests: readonly AppendRequest[]): readonly (readonly SqlValue[])[] {
  const column = (of: (request: AppendRequest) => SqlValue): readonly SqlValue[] => requests.map(of);
  return [
    firsts(requests),
    column(({ stream }) => stream.type),
    column(({ stream }) => stream.id),
    column(({ expected }) => String(expected.version)),
    column(({ expected }) => expected.eventId),
    column(({ command }) => command.id),
    column(({ command }) => command.name),
    column(({ command }) => command.keep?.hash ?? null),
    column(({ command }) => (command.keep?.rejection === undefined ? null : rejectionJson(command.keep.rejection))),
    column(({ events }) => String(events.length)),
  ];
}

/** For each request the number of the first one of its stream. */
function firsts(requests: readonly AppendRequest[]): readonly string[] {
  let first = 0;
  return requests.map((request, index) => {
    const before = requests[index - 1];
    if (before === undefined || compareStreams(before, request) !== 0) first = index + 1;
    return String(first);
  });
}

function eventValues(requests: readonly AppendRequest[]): readonly (readonly SqlValue[])[] {
  const all = requests.flatMap((request, at) =>
    request.events.map((event, index) => ({ event, request, at, version: request.expected.version + index + 1 })),
  );
  return [
    all.map(({ at }) => String(at + 1)),
    all.map(({ request }) => request.stream.type),
    all.map(({ request }) => request.stream.id),
    all.map(({ version }) => String(version)),
    all.map(({ event }) => event.id),
    all.map(({ event }) => event.type),
    all.map(({ event }) => String(event.schemaVersion)),
    all.map(({ event }) => JSON.stringify(event.data)),
    all.map(({ event }) => JSON.stringify(event.metadata)),
    all.map(({ request }) => request.command.id),
    all.map(({ request }) => request.command.correlationId),
    all.map(({ request }) => request.command.causationId),
  ];
}

const [appended, conflict] = ["0", "1"];

/** The row that the function answers: the outcomes are null where everything was appended. */
function readResults(row: SqlRow | undefined, requests: readonly AppendRequest[]): readonly AppendResult[] {
  const outcomes = row?.[0] == null ? undefined : parseArray(row[0]);
  const heads = row?.[2] == null ? [] : parseArray(row[2]);
  const positions = parseArray(textAt(row, 1)).values();
  const recorded = row?.[3] == null ? {} : JSON.parse(row[3]);
  const recordedAt = new Date(numberAt(row, 4));
  return requests.map((request, index): AppendResult => {
    const outcome = outcomes?.[index] ?? appended;
    if (outcome === appended) return { kind: "appended", events: storedEvents(request, positions), recordedAt };
    if (outcome === conflict) return { kind: "conflict", version: Number(heads[index]) };
    const known: unknown = recorded[index + 1];
    // Swept between the claim and the look: whoever asks again finds the id free.
    return known == null
      ? { kind: "in-progress" }
      : { kind: "duplicate", recorded: recordedCommand(request.command.id, known) };
  });
}

function storedEvents({ events, expected }: AppendRequest, positions: Iterator<unknown>): readonly RecordedEvent[] {
  return events.map(({ type }, index) => ({
    type,
    version: expected.version + index + 1,
    position: positionOf(String(positions.next().value)),
  }));
}

function idsOf({ stream, command }: AppendRequest): readonly string[] {
  return [stream.type, stream.id, command.id, command.name, command.correlationId, command.causationId ?? ""];
}
