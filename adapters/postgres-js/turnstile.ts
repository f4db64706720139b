import { DatabaseError } from "../postgres/mod.ts";

/** Lets so many in at once, first come, first served. */
export interface Turnstile {
  /** Resolves when there is room. Throws `DatabaseError` when that takes too long, or when it is closed. */
  enter(): Promise<void>;
  leave(): void;
  /** Lets nobody in any more, and resolves when all have left. */
  close(): Promise<void>;
}

interface Waiter {
  readonly enter: () => void;
  readonly refuse: (why: string) => void;
}

/** `patience` in milliseconds. */
export function turnstile({ room, patience }: { room: number; patience: number }): Turnstile {
  const waiting: Waiter[] = [];
  let inside = 0;
  let empty: (() => void) | undefined;
  let closed = false;
  return {
    enter: async () => {
      if (closed) throw new DatabaseError("the store is closed", { sent: false });
      if (inside >= room) return queued(waiting, patience);
      inside++;
    },
    /** The place goes to whoever waits longest, so that nobody slips in between. */
    leave: () => {
      const next = waiting.shift();
      if (next === undefined) inside--;
      next?.enter();
      if (inside === 0) empty?.();
    },
    close: () => {
      closed = true;
      for (const { refuse } of waiting.splice(0)) refuse("the store is closed");
      if (inside === 0) return Promise.resolve();
      return new Promise((resolve) => {
        empty = resolve;
      });
    },
  };
}

function queued(waiting: Waiter[], patience: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(waiter), 1);
      waiter.refuse("no connection became free");
    }, patience);
    const waiter: Waiter = {
      enter: () => {
        clearTimeout(timer);
        resolve();
      },
      refuse: (why) => {
        clearTimeout(timer);
        reject(new DatabaseError(why, { sent: false }));
      },
    };
    waiting.push(waiter);
  });
}
