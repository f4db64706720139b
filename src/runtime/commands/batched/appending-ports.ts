import type { HandlePorts } from "../handle-command.ts";
import type { NewStreams } from "../new-streams.ts";
import type { StreamCache } from "../stream-cache.ts";
import type { Lane } from "./lane.ts";

/** What appending commands of many lanes needs. */
export interface AppendingPorts {
  readonly ports: HandlePorts & { readonly maxBatch: number };
  readonly cache: StreamCache;
  /** Streams that other nodes write, too: each has a call of its own, so that its neighbours do not pay for its races. */
  readonly quarantine: Set<string>;
  readonly fresh: NewStreams;
  readonly goOn: (lane: Lane) => void;
}
