import { isMyelinError, MyelinError, messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import type { StreamRef } from "../../model/message.ts";
import type { AggregateTable } from "../../model/tables.ts";
import type { EventStore, LoadedStream, LoadRequest } from "../../store/event-store.ts";
import { evolveLoaded } from "./evolve-state.ts";
import type { CachedStream } from "./stream-cache.ts";

/** One aggregate to be loaded. */
export interface AggregateRequest {
  readonly aggregate: AggregateTable;
  readonly stream: StreamRef;
  /** Also look for the kept outcome of this command id. */
  readonly commandId?: string | undefined;
  /** All events are wanted, also those below a snapshot. */
  readonly whole?: boolean;
}

/** An aggregate as it stands, or why it cannot be known: one broken stream is no matter of its neighbours. */
export type AggregateAnswer =
  | { readonly kind: "loaded"; readonly loaded: LoadedStream; readonly stream: CachedStream; readonly loadMs: number }
  | { readonly kind: "broken"; readonly error: unknown };

export interface LoadPorts {
  readonly events: Pick<EventStore, "load">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}

/**
 * Loads several aggregates in one query. Answers stand in the order of the requests.
 *
 * @throws MyelinError what the store throws: nothing is known of any of them
 */
export async function loadAggregates(
  requests: readonly AggregateRequest[],
  ports: LoadPorts,
): Promise<readonly AggregateAnswer[]> {
  const began = ports.clock.now();
  const loaded = await ports.events.load(requests.map(loadRequest));
  const loadMs = ports.clock.now() - began;
  return Promise.all(requests.map((request, index) => read(request, { loaded: loaded[index], loadMs, ports })));
}

function loadRequest({ aggregate, stream, commandId, whole }: AggregateRequest): LoadRequest {
  const fingerprint = whole === true ? undefined : aggregate.snapshot?.fingerprint;
  return {
    stream,
    after: 0,
    ...(commandId === undefined ? {} : { commandId }),
    ...(fingerprint === undefined ? {} : { snapshot: fingerprint }),
  };
}

interface Reading {
  readonly loaded: LoadedStream | undefined;
  readonly loadMs: number;
  readonly ports: LoadPorts;
}

async function read(request: AggregateRequest, { loaded, loadMs, ports }: Reading): Promise<AggregateAnswer> {
  if (loaded === undefined) return { kind: "broken", error: noAnswer() };
  try {
    return { kind: "loaded", loaded, stream: evolveLoaded(request.aggregate, loaded), loadMs };
  } catch (error) {
    if (loaded.snapshot === undefined) return { kind: "broken", error: brokenStream(request, error) };
    return withoutSnapshot(request, { error, ports });
  }
}

function noAnswer(): MyelinError {
  return new MyelinError("internal", "Cannot read the load's answer: the store gave none for the stream");
}

function brokenStream({ stream }: AggregateRequest, error: unknown): MyelinError {
  if (isMyelinError(error)) return error;
  const message = `Cannot load stream "${stream.type}/${stream.id}": evolving its events threw ${JSON.stringify(messageOf(error))}; mend evolve`;
  return new MyelinError("handler_failed", message, { cause: error });
}

/** A snapshot only saves time: one that cannot be read is passed over. */
async function withoutSnapshot(
  request: AggregateRequest,
  { error, ports }: { error: unknown; ports: LoadPorts },
): Promise<AggregateAnswer> {
  const { type, id } = request.stream;
  const why = `Cannot use the snapshot of stream "${type}/${id}": ${messageOf(error)}; its events are read instead, mend decode or raise the snapshot's version`;
  ports.log("warn", why, { stream: request.stream });
  try {
    const [answer] = await loadAggregates([{ ...request, whole: true }], ports);
    return answer ?? { kind: "broken", error };
  } catch (failed) {
    return { kind: "broken", error: failed };
  }
}
