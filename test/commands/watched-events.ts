import type {
  AppendRequest,
  AppendResult,
  EventStore,
  ExclusiveEvents,
  LoadRequest,
} from "../../src/store/event-store.ts";

/** Sees every load and append of a node, also those of exclusive work, and may stand in their way. */
export interface Watch {
  readonly onLoad?: (requests: readonly LoadRequest[]) => Promise<void>;
  readonly onAppend?: (requests: readonly AppendRequest[]) => Promise<void>;
  readonly onAppended?: (results: readonly AppendResult[], requests: readonly AppendRequest[]) => Promise<void>;
}

export function watchedEvents(events: EventStore, watch: Watch): EventStore {
  return {
    ...events,
    ...watched(events, watch),
    exclusive: ({ work, ...request }) => events.exclusive({ ...request, work: (inner) => work(watched(inner, watch)) }),
  };
}

function watched(events: ExclusiveEvents, { onLoad, onAppend, onAppended }: Watch): ExclusiveEvents {
  return {
    load: async (requests) => {
      await onLoad?.(requests);
      return events.load(requests);
    },
    append: async (requests) => {
      await onAppend?.(requests);
      const results = await events.append(requests);
      await onAppended?.(results, requests);
      return results;
    },
  };
}

/** A door that the test opens. */
export interface Door {
  /** Resolves when somebody stands before it. */
  readonly reached: Promise<void>;
  /** Waits until it is open. */
  pass(): Promise<void>;
  open(): void;
}

export function door(): Door {
  let reach = (): void => {};
  let open = (): void => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    reached,
    open: () => open(),
    pass: () => {
      reach();
      return opened;
    },
  };
}
