import { setTimeout as pause } from "node:timers/promises";
import { letterAdmin } from "../../src/runtime/admin/letter-admin.ts";
import { systemClock, type Tables } from "../../src/runtime/mod.ts";
import type { Store } from "../../src/store/store.ts";

export interface Settling {
  /** Of the same application as the nodes', its handler mended. */
  readonly tables: Tables;
  readonly store: Store;
  readonly processors: readonly string[];
  readonly withinMs: number;
  /** What else has to be so. */
  readonly done?: () => Promise<boolean>;
}

export interface Settled {
  /** False: the time ended first. */
  readonly settled: boolean;
  /** Letters that were handled in a retry. */
  readonly letters: number;
}

/** Retries every letter and waits until each processor has handled the whole log. */
export async function settle({ withinMs, ...rest }: Settling): Promise<Settled> {
  const giveUp = Date.now() + withinMs;
  const count = { letters: 0 };
  let quiet = "";
  while (Date.now() < giveUp) {
    // A look or a retry may meet a segment that a node works on: the next one tells.
    await retryAll(rest, count).catch(() => {});
    const now = await isDone(rest).catch(() => undefined);
    if (now !== undefined && now === quiet) return { settled: true, ...count };
    quiet = now ?? "";
    await pause(250);
  }
  return { settled: false, ...count };
}

async function retryAll(
  { tables, store, processors }: Omit<Settling, "withinMs">,
  count: { letters: number },
): Promise<void> {
  const admin = letterAdmin({ tables, store, clock: systemClock, log: () => {} });
  for (const processor of processors) {
    for (let tries = 0; tries < 1_000; tries++) {
      const result = await admin.retry({ processor });
      count.letters += result.handled;
      if (result.sequence === null || !result.done) break;
    }
  }
}

/** The end of the log when everything up to there is handled and no letter waits. */
async function isDone({ store, processors, done }: Omit<Settling, "withinMs">): Promise<string | undefined> {
  const last = await store.events.lastPosition();
  for (const processor of processors) {
    const { letters } = await store.letters.count(processor);
    const state = await store.segments.state(processor);
    const behind = state?.segments.filter(({ position }) => BigInt(position) < BigInt(last)) ?? [];
    if (letters > 0 || behind.length > 0 || state === undefined) return undefined;
  }
  return done === undefined || (await done()) ? last : undefined;
}
