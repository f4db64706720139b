import type { StreamRef } from "../../model/message.ts";
import type { AggregateTable } from "../../model/tables.ts";
import type { CommandEnvelope } from "./command-envelope.ts";
import { emptyStream, newStreams } from "./new-streams.ts";
import { type CachedStream, streamCache } from "./stream-cache.ts";

/** Whose stream is meant. */
export interface StreamUse {
  readonly envelope: CommandEnvelope;
  readonly aggregate: AggregateTable;
}

/** A stream as a command may find it. */
export interface Recalled {
  readonly stream: CachedStream;
  /** It was not seen: most commands of this name begin a stream. */
  readonly guessed: boolean;
}

/** What a node knows of streams without asking the store. Any of it may be outdated: only an append confirms it. */
export interface StreamMemory {
  /** Undefined where nothing is known: the stream has to be loaded. */
  recall(use: StreamUse): Recalled | undefined;
  /** The stream stands so, or stood so a moment ago. */
  keep(use: StreamUse, stream: CachedStream): void;
  /** The stream does not stand so any more, or nobody knows. */
  forget(use: StreamUse, stream: CachedStream): void;
  /** The stream of such a command was found to be new, or not. */
  learn(use: StreamUse, isNew: boolean): void;
  /** Forgets all streams but those that stay. */
  retain(stays: (stream: StreamRef) => boolean): void;
}

export function streamMemory(maxStreams: number): StreamMemory {
  const cache = streamCache(maxStreams);
  const fresh = newStreams();
  return {
    recall: ({ envelope, aggregate }) => {
      const stream = cache.get(keyOf(envelope));
      if (stream !== undefined) return { stream, guessed: false };
      return fresh.expected(envelope.table.name) ? { stream: emptyStream(aggregate), guessed: true } : undefined;
    },
    keep: ({ envelope, aggregate }, stream) => {
      if (!aggregate.cached) return;
      const key = keyOf(envelope);
      const known = cache.get(key);
      // Answers of commands that ran at once come in any order. One that is ahead of a log that was set back is found out by its next append.
      if (known === undefined || known.head.version <= stream.head.version) cache.set(key, stream);
    },
    forget: ({ envelope }, stream) => {
      const key = keyOf(envelope);
      // Another command may have kept a newer one since.
      if (cache.get(key) === stream) cache.delete(key);
    },
    learn: ({ envelope }, isNew) => fresh.found(envelope.table.name, isNew),
    retain: (stays) => cache.retain((key) => stays(streamOfKey(key))),
  };
}

function keyOf({ stream }: CommandEnvelope): string {
  return `${stream.type}/${stream.id}`;
}

/** The stream of a key as it is kept here. A type is a name and has no slash. */
export function streamOfKey(key: string): StreamRef {
  const slash = key.indexOf("/");
  return { type: key.slice(0, slash), id: key.slice(slash + 1) };
}
