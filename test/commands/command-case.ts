import type { StoredEvent } from "../../src/model/message.ts";
import type { Store } from "../../src/store/store.ts";
import { commandRig, type Mode, type Rig, type RigOptions } from "../runtime/command-rig.ts";

/** What a case may do: run command sides of its own on one store, in the mode that is tested. */
export interface CommandWorld {
  readonly mode: Mode;
  readonly store: Store;
  /** A text that no other case uses: for streams, keys, command ids. */
  fresh(): string;
  /** A node: several of them share nothing but the store. */
  rig(options: Omit<RigOptions, "mode" | "store">): Rig;
  /** What is in the log of a stream. */
  eventsOf(stream: { readonly type: string; readonly id: string }): Promise<readonly StoredEvent[]>;
}

/** One behaviour of the command side, as data, so that every store and both modes loop over the same list. */
export interface CommandCase {
  readonly name: string;
  /** Why it cannot run on a store with one session, where it cannot. */
  readonly needsSessions?: string;
  readonly run: (world: CommandWorld) => Promise<void>;
}

let worlds = 0;

export function commandWorld(store: Store, mode: Mode): CommandWorld {
  const world = ++worlds;
  let serial = 0;
  return {
    mode,
    store,
    fresh: () => `w${world}-${++serial}`,
    // Ids of events are unique in a log: each world draws its own.
    rig: (options) => commandRig({ ids: { next: () => `w${world}-id-${++serial}` }, ...options, mode, store }),
    eventsOf: (stream) => store.events.readStream({ stream, after: 0, limit: 1000 }),
  };
}
