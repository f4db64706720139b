import { MyelinError, messageOf } from "../../base/error.ts";
import { linkedAbort } from "../../base/linked-abort.ts";
import type { Log } from "../../base/ports.ts";
import type { StoredEvent, StreamRef } from "../../model/message.ts";
import { isAfter, type Position } from "../../model/position.ts";
import type { Tables } from "../../model/tables.ts";
import type { EventStore } from "../../store/event-store.ts";
import type { LogHead } from "../log-head.ts";
import { upcastEvents } from "../upcast-events.ts";
import type { EngineFeed, FeedEvent, FeedFilter, FeedPage, FeedStretch } from "./engine-feed.ts";
import { checkFilter, isWanted, storedTypes } from "./feed-filter.ts";

export interface FeedPorts {
  readonly tables: Tables;
  readonly events: EventStore;
  readonly head: LogHead;
  readonly log: Log;
  readonly stopping: AbortSignal;
}

/** The log for whoever follows it. Keeps nothing: who reads decides what is kept, and for how many. */
export function logFeed(ports: FeedPorts): EngineFeed {
  const { tables, events, head, stopping } = ports;
  return {
    stopping,
    head: async () => {
      const [seen, found] = [head.current(), await events.safeHead()];
      return isAfter(seen, found) ? seen : found;
    },
    after: async (position, signal) => {
      const either = linkedAbort(signal, stopping);
      await head.after(position, either.signal).finally(() => either.leave());
      return head.current();
    },
    read: async (stretch) => {
      const { filter = {} } = stretch;
      const read = filter.stream === undefined ? await readLog(stretch, ports) : await readStream(stretch, ports);
      const wanted = read.stored
        .flatMap((event) => todays(event, ports))
        .filter(({ event }) => isWanted(event, filter));
      return { events: wanted, upTo: read.upTo, version: read.version };
    },
    check: async ({ after, ...filter }) => {
      checkFilter(filter, tables);
      // Not the safe head: a node that has just begun, or looks seldom, may not know yet what another has answered.
      if (after !== undefined && isAfter(after, head.current()) && isAfter(after, await events.lastPosition()))
        throw cursorAhead(after);
    },
  };
}

interface Read extends Pick<FeedPage, "upTo" | "version"> {
  readonly stored: readonly StoredEvent[];
}

async function readLog({ after, upTo, limit, filter = {} }: FeedStretch, ports: FeedPorts): Promise<Read> {
  const types = storedTypes(filter, ports.tables);
  const stored = await ports.events.readLog({ after, upTo, limit, ...(types === undefined ? {} : { types }) });
  // A full page may have more behind it; a short one has shown that nothing else is wanted.
  const last = stored.length < limit ? undefined : stored.at(-1);
  return { stored, upTo: last?.position ?? upTo, version: 0 };
}

/** By version, since that is how a stream is found; positions follow versions. */
async function readStream(stretch: FeedStretch & { readonly filter?: FeedFilter }, ports: FeedPorts): Promise<Read> {
  const { after, upTo, limit, filter } = stretch;
  // Asked for by streams only.
  const stream = filter?.stream as StreamRef;
  for (let version = stretch.version ?? 0; ; ) {
    const page = await ports.events.readStream({ stream, after: version, limit });
    const stored = page.filter(({ position }) => isAfter(position, after) && !isAfter(position, upTo));
    const last = page.at(-1);
    const isEnd = last === undefined || page.length < limit || isAfter(last.position, upTo);
    const reached = isEnd ? (stored.at(-1)?.version ?? version) : last.version;
    if (isEnd || stored.length > 0) return { stored, upTo: isEnd ? upTo : last.position, version: reached };
    version = last.version;
  }
}

/** In today's shape, as many as an upcaster makes of it. */
function todays(stored: StoredEvent, { tables, log }: FeedPorts): readonly FeedEvent[] {
  const aggregate = tables.aggregates[stored.stream.type];
  try {
    const parts = aggregate === undefined ? [stored] : upcastEvents(aggregate, [stored]);
    return parts.map((event, part) => ({ event, part, last: part === parts.length - 1 }));
  } catch (error) {
    const { type, position } = stored;
    log("warn", `Event "${type}" is told as it is stored: it cannot be brought into today's shape`, {
      position,
      cause: messageOf(error),
    });
    return [{ event: stored, part: 0, last: true }];
  }
}

function cursorAhead(position: Position): MyelinError {
  const message = `Cannot follow the log after position ${position}: the log ends before it; begin at a position that this log has told`;
  return new MyelinError("cursor_ahead", message);
}
