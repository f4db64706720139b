import type { AppendRequest, AppendResult, EventStore } from "../../src/store/event-store.ts";

type Append = (requests: readonly AppendRequest[]) => Promise<readonly AppendResult[]>;
/** Stands between the engine and the store for one append: may do things before, after, or instead. */
export type AppendScript = (requests: readonly AppendRequest[], append: Append) => Promise<readonly AppendResult[]>;

/** The store's events, with a script for each append in turn; past the script appends go straight through. */
export function scriptedEvents(events: EventStore, scripts: readonly AppendScript[]): EventStore & { appends: number } {
  const scripted = {
    ...events,
    appends: 0,
    append: (requests: readonly AppendRequest[]) => {
      const script = scripts[scripted.appends++];
      return script === undefined ? events.append(requests) : script(requests, events.append);
    },
  };
  return scripted;
}
