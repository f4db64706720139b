import type { Clock } from "../../src/runtime/mod.ts";

/** Mutual exclusion by key, first come, first served. */
export interface KeyLocks {
  /**
   * Takes every key, in one order whoever asks; undefined when that takes too long, or when `wait` is false and one is taken. Call
   * what it answers to let go.
   */
  take(keys: readonly string[], wait?: boolean): Promise<(() => void) | undefined>;
}

export interface KeyLocksOptions {
  readonly clock: Pick<Clock, "sleep">;
  /** Milliseconds to wait for each key. */
  readonly waitMs: number;
}

/** Resolves with true when the key is the waiter's, with false when it gave up. */
type Waiter = (mine: boolean) => void;

export function keyLocks({ clock, waitMs }: KeyLocksOptions): KeyLocks {
  /** Who waits for each key that is taken. */
  const taken = new Map<string, Waiter[]>();

  /** Free keys are taken without a turn of the event loop, so that nobody slips in between two of them. */
  const takeOne = (key: string): true | Promise<boolean> => {
    const waiting = taken.get(key);
    if (waiting !== undefined) return inTurn(waiting, { clock, waitMs });
    taken.set(key, []);
    return true;
  };

  const leave = (key: string): void => {
    const next = taken.get(key)?.shift();
    if (next === undefined) taken.delete(key);
    else next(true);
  };

  return {
    take: async (keys, wait = true) => {
      if (!wait && keys.some((key) => taken.has(key))) return undefined;
      const mine: string[] = [];
      const leaveAll = (): void => mine.forEach(leave);
      for (const key of [...new Set(keys)].sort()) {
        const turn = takeOne(key);
        if (turn === true || (await turn)) mine.push(key);
        else return void leaveAll();
      }
      return leaveAll;
    },
  };
}

function inTurn(waiting: Waiter[], { clock, waitMs }: KeyLocksOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const waiter: Waiter = (mine) => {
      over.abort();
      resolve(mine);
    };
    waiting.push(waiter);
    void clock.sleep(waitMs, over.signal).then(() => {
      const place = waiting.indexOf(waiter);
      if (place < 0) return;
      waiting.splice(place, 1);
      waiter(false);
    });
  });
}
