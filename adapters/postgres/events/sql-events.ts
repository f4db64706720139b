import type { EventStore } from "../../../src/runtime/mod.ts";
import { followLog } from "../tracking/follow-log.ts";
import { appendEvents } from "./append-events.ts";
import { appendWithin } from "./append-within.ts";
import { type ExclusiveSettings, exclusiveEvents } from "./exclusive-events.ts";
import { loadStreams } from "./load-streams.ts";
import { measureLog } from "./measure-log.ts";
import { lastPosition, readLog, readStream } from "./read-events.ts";

export interface SqlEvents extends EventStore {
  /** Lets go of the tracker's connection. */
  close(): Promise<void>;
}

export function sqlEvents(settings: ExclusiveSettings): SqlEvents {
  const follower = followLog(settings);
  return {
    load: (requests) => loadStreams(settings, requests),
    append: (requests, within) =>
      within === undefined ? appendEvents(settings, requests) : appendWithin(settings, { requests, within }),
    exclusive: (request) => exclusiveEvents(settings, request),
    readStream: (query) => readStream(settings, query),
    readLog: (query) => readLog(settings, query),
    safeHead: () => follower.safeHead(),
    lastPosition: () => lastPosition(settings),
    ...measureLog({ ...settings, safeHead: () => follower.safeHead() }),
    close: () => follower.close(),
  };
}
