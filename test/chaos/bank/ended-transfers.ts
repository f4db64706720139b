import { setTimeout as pause } from "node:timers/promises";
import type { Store } from "../../../src/store/store.ts";

/** How many transfers have ended: asked for now and then. */
export interface EndedTransfers {
  /** As of the last look. */
  count(): number;
  /** Resolves when hardly any is under way. */
  readonly most: Promise<void>;
  /** Whether every one has ended, now. */
  all(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface EndedOptions {
  readonly transfers: number;
  readonly say: (line: string) => void;
}

const lookMs = 500;
const sayMs = 10_000;
/** The last ones may wait for a node that is stopped: no reason for more faults. */
const share = 0.995;

export function endedTransfers(
  { workflows }: Pick<Store, "workflows">,
  { transfers, say }: EndedOptions,
): EndedTransfers {
  const over = new AbortController();
  let [ended, said] = [0, Date.now()];
  const look = async (): Promise<number> => {
    const { completed = 0, failed = 0, cancelled = 0 } = await workflows.counts("move-money");
    return completed + failed + cancelled;
  };
  const looking = (async () => {
    while (!over.signal.aborted) {
      // The database may be away.
      ended = await look().catch(() => ended);
      if (Date.now() - said > sayMs) {
        said = Date.now();
        say(`  ${ended} of ${transfers} transfers have ended`);
      }
      await pause(lookMs, undefined, { signal: over.signal }).catch(() => {});
    }
  })();
  const most = (async () => {
    while (ended < transfers * share && !over.signal.aborted) await pause(lookMs);
  })();
  return {
    count: () => ended,
    most,
    all: async () => (await look()) >= transfers,
    stop: async () => {
      over.abort();
      await looking;
    },
  };
}
