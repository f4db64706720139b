import { DatabaseError } from "../postgres/mod.ts";

/** Whether others may be inside at the same time. */
export type Manner = "shared" | "alone";

/** A place for one connection. */
export interface Lane {
  /** How many are inside. */
  inside: number;
  manner: Manner;
  /** How many may share it; 1 until it is known that it can be shared. */
  depth: number;
  /** Who has it alone as soon as it is empty: until then nobody else comes in. */
  claim: Waiter | undefined;
}

interface Waiter {
  readonly manner: Manner;
  readonly enter: (lane: Lane) => void;
  readonly refuse: (why: string) => void;
}

/** Lets callers into lanes, first come, first served. */
export interface Lanes {
  /** A lane for whoever need not wait, else undefined. */
  enterNow(manner: Manner): Lane | undefined;
  /** Resolves when there is room. Throws `DatabaseError` when that takes too long, or when all is closed. */
  enter(manner: Manner): Promise<Lane>;
  leave(lane: Lane): void;
  /** Lets nobody in any more, and resolves when all have left. */
  close(): Promise<void>;
}

export interface LanesOptions {
  /** Lanes, at most. */
  readonly room: number;
  /** Milliseconds to wait for one. */
  readonly patience: number;
}

/**
 * An empty lane is taken before one is shared, the one used last before others, so that in a lull the others rest. Whoever needs a
 * lane alone and finds none empty claims the emptiest: it comes in behind those who are inside, never behind later ones.
 */
export function lanes({ room, patience }: LanesOptions): Lanes {
  const all = Array.from({ length: room }, (): Lane => ({ inside: 0, manner: "shared", depth: 1, claim: undefined }));
  const empty = [...all];
  const waiting: Waiter[] = [];
  let closed = false;
  let left: (() => void) | undefined;

  const enterNow = (manner: Manner): Lane | undefined => {
    if (closed) throw new DatabaseError("the store is closed", { sent: false });
    return waiting.length > 0 ? undefined : taken(manner);
  };
  const taken = (manner: Manner): Lane | undefined => {
    const lane =
      empty.pop() ?? (manner === "shared" ? emptiest(all, ({ inside, depth }) => inside < depth) : undefined);
    if (lane === undefined) return undefined;
    lane.inside++;
    lane.manner = manner;
    return lane;
  };
  const placed = (waiter: Waiter): boolean => {
    const lane = taken(waiter.manner);
    if (lane !== undefined) {
      waiter.enter(lane);
      return true;
    }
    const claimed = waiter.manner === "alone" ? emptiest(all, () => true) : undefined;
    if (claimed !== undefined) claimed.claim = waiter;
    return claimed !== undefined;
  };
  /** Those who wait come in, in their order, as far as there is room. */
  const admit = (): void => {
    while (waiting[0] !== undefined && placed(waiting[0])) waiting.shift();
  };
  const emptied = (lane: Lane): void => {
    empty.push(lane);
    // Whoever claims one that is still full came before all who wait.
    const claimed = lane.claim === undefined ? all.find(({ claim }) => claim !== undefined) : lane;
    const next = claimed?.claim;
    if (claimed === undefined || next === undefined) return;
    claimed.claim = undefined;
    const mine = taken("alone");
    if (mine !== undefined) next.enter(mine);
  };
  const giveUp = (waiter: Waiter): void => {
    const at = waiting.indexOf(waiter);
    if (at >= 0) waiting.splice(at, 1);
    for (const lane of all) if (lane.claim === waiter) lane.claim = undefined;
    admit();
  };
  const wait = (manner: Manner): Promise<Lane> =>
    new Promise((resolve, reject) => {
      const refuse = (why: string): void => {
        clearTimeout(timer);
        reject(new DatabaseError(why, { sent: false }));
      };
      const enter = (lane: Lane): void => {
        clearTimeout(timer);
        resolve(lane);
      };
      const waiter: Waiter = { manner, enter, refuse };
      const timer = setTimeout(() => {
        refuse("no connection became free");
        giveUp(waiter);
      }, patience);
      waiting.push(waiter);
      admit();
    });

  return {
    enterNow,
    enter: async (manner) => enterNow(manner) ?? wait(manner),
    leave: (lane) => {
      lane.inside--;
      if (lane.inside === 0) emptied(lane);
      if (waiting.length > 0) admit();
      if (empty.length === all.length) left?.();
    },
    close: () => {
      closed = true;
      for (const { refuse } of waiting.splice(0)) refuse("the store is closed");
      for (const lane of all) {
        lane.claim?.refuse("the store is closed");
        lane.claim = undefined;
      }
      if (empty.length === all.length) return Promise.resolve();
      return new Promise((resolve) => {
        left = resolve;
      });
    },
  };
}

/** Of the shared ones that nobody claims. */
function emptiest(all: readonly Lane[], fits: (lane: Lane) => boolean): Lane | undefined {
  let found: Lane | undefined;
  for (const lane of all) {
    if (lane.inside === 0 || lane.manner === "alone" || lane.claim !== undefined || !fits(lane)) continue;
    if (found === undefined || lane.inside < found.inside) found = lane;
  }
  return found;
}
