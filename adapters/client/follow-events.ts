import { type AttemptFailure, isMyelinError, MyelinError, type RetryNode, retryPause } from "../../src/mod.ts";
import type { LogEvent } from "./client-types.ts";
import type { FollowOptions } from "./follow-options.ts";
import { sleep } from "./limit.ts";
import { problemError } from "./problem-error.ts";
import { readStream } from "./read-stream.ts";
import { callHeaders, type Transport } from "./transport.ts";

const patient: RetryNode = { kind: "exponential", firstMs: 500, maxMs: 30_000, maxAttempts: Number.POSITIVE_INFINITY };
const act = "follow the log";

/** The events of the log, one connection after another. */
export async function* followEvents(options: FollowOptions, transport: Transport): AsyncIterableIterator<LogEvent> {
  const { after = "first", signal, retry = patient } = options;
  const own = new AbortController();
  const leave = (): void => own.abort();
  if (signal?.aborted) leave();
  signal?.addEventListener("abort", leave, { once: true });
  const place: Place = { after, heard: false };
  const failures: AttemptFailure[] = [];
  let since = Date.now();
  try {
    while (!own.signal.aborted) {
      const error = yield* oneConnection(place, { options, transport, signal: own.signal });
      if (own.signal.aborted) return;
      if (place.heard) [since, failures.length] = [Date.now(), 0];
      place.heard = false;
      failures.push({ attempt: failures.length + 1, error, at: Date.now() });
      const pause = retryPause(retry, { failures, random: { next: Math.random }, now: Date.now(), since });
      if (pause === undefined) throw error;
      await sleep(Math.max(pause, Number(error.details.retryAfterMs ?? 0)), own.signal);
    }
  } finally {
    own.abort();
    signal?.removeEventListener("abort", leave);
  }
}

/** How far it has come. */
interface Place {
  after: string;
  /** Whether the connection has told anything. */
  heard: boolean;
}

interface Connecting {
  readonly options: FollowOptions;
  readonly transport: Transport;
  readonly signal: AbortSignal;
}

/** Answers why the connection ended, where another one may do better; throws where none would. */
async function* oneConnection(
  place: Place,
  { options, transport, signal }: Connecting,
): AsyncGenerator<LogEvent, MyelinError> {
  const connection = new AbortController();
  const end = (): void => connection.abort();
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  try {
    const response = await transport.open(askOf(place, options), connection.signal);
    const body = await bodyOf(response);
    for await (const told of readStream(body, { idleMs: options.idleMs ?? 45_000, end })) {
      place.heard = true;
      if (told.place !== undefined) place.after = told.place;
      if (told.event !== undefined) yield told.event;
    }
    return lost(undefined);
  } catch (cause) {
    return passing(cause);
  } finally {
    end();
    signal.removeEventListener("abort", end);
  }
}

/** @throws MyelinError what no further connection would mend */
function passing(cause: unknown): MyelinError {
  if (!isMyelinError(cause)) return lost(cause);
  if (again.has(cause.code)) return cause;
  throw cause;
}

/** What may pass: the server or its database is away, or has too much to do. */
const again: ReadonlySet<string> = new Set(["unavailable", "overloaded", "contention", "store_not_ready"]);

function askOf(
  { after }: Place,
  { types = [], aggregates = [], stream, headers }: FollowOptions,
): Parameters<Transport["open"]>[0] {
  const search = new URLSearchParams({ after: after === "latest" ? after : "first" });
  for (const type of types) search.append("types", type);
  for (const aggregate of aggregates) search.append("aggregates", aggregate);
  if (stream !== undefined) search.append("stream", `${stream.type}/${stream.id}`);
  const resumed = after === "first" || after === "latest" ? {} : { "last-event-id": after };
  const own = { accept: "text/event-stream", ...resumed };
  return {
    method: "GET",
    path: ["events"],
    search,
    headers: callHeaders(headers === undefined ? {} : { headers }, own),
  };
}

async function bodyOf(response: Response): Promise<ReadableStream<Uint8Array>> {
  const { status, headers, body } = response;
  const isStream = headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (status === 200 && isStream && body !== null) return body;
  throw problemError({ status, headers, text: await response.text() }, act);
}

function lost(cause: unknown): MyelinError {
  return new MyelinError("unavailable", "Cannot follow the log: the connection broke; it is opened again", { cause });
}
