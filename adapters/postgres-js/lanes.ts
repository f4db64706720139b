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

export interface LanesOptions {
  /** Lanes, at most. */
  readonly room: number;
  /** Milliseconds to wait for one. */
  readonly patience: number;
}

/**
 * Lets callers into lanes, first come, first served. An empty lane is taken before one is shared, the one used last before others, so
 * that in a lull the others rest. Whoever needs a lane alone and finds none empty claims the emptiest: it comes in behind those
 * who are inside, never behind later ones.
 */
export class Lanes {
  readonly #all: readonly Lane[];
  readonly #empty: Lane[];
  readonly #patience: number;
  readonly #waiting: Waiter[] = [];
  #closed = false;
  #left: (() => void) | undefined;

  constructor({ room, patience }: LanesOptions) {
    this.#all = Array.from({ length: room }, () => ({ inside: 0, manner: "shared", depth: 1, claim: undefined }));
    this.#empty = [...this.#all];
    this.#patience = patience;
  }

  /** Lanes that somebody is in. */
  get used(): number {
    return this.#all.length - this.#empty.length;
  }

  /** How many wait for one. */
  get waiting(): number {
    return this.#waiting.length + this.#all.filter(({ claim }) => claim !== undefined).length;
  }

  /** A lane for whoever need not wait, else undefined. */
  enterNow(manner: Manner): Lane | undefined {
    if (this.#closed) throw new DatabaseError("the store is closed", { sent: false });
    return this.#waiting.length > 0 ? undefined : this.#take(manner);
  }

  /** Resolves when there is room. Throws `DatabaseError` when that takes too long, or when all is closed. */
  async enter(manner: Manner): Promise<Lane> {
    return this.enterNow(manner) ?? this.#wait(manner);
  }

  leave(lane: Lane): void {
    lane.inside--;
    if (lane.inside === 0) this.#emptied(lane);
    if (this.#waiting.length > 0) this.#admit();
    if (this.#empty.length === this.#all.length) this.#left?.();
  }

  /** Lets nobody in any more, and resolves when all have left. */
  close(): Promise<void> {
    this.#closed = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse("the store is closed");
    for (const lane of this.#all) {
      lane.claim?.refuse("the store is closed");
      lane.claim = undefined;
    }
    if (this.#empty.length === this.#all.length) return Promise.resolve();
    return new Promise((resolve) => {
      this.#left = resolve;
    });
  }

  #take(manner: Manner): Lane | undefined {
    const lane = this.#empty.pop() ?? (manner === "shared" ? emptiest(this.#all.filter(roomy)) : undefined);
    if (lane === undefined) return undefined;
    lane.inside++;
    lane.manner = manner;
    return lane;
  }

  #wait(manner: Manner): Promise<Lane> {
    return new Promise((resolve, reject) => {
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
        this.#forget(waiter);
      }, this.#patience);
      this.#waiting.push(waiter);
      this.#admit();
    });
  }

  /** Those who wait come in, in their order, as far as there is room. */
  #admit(): void {
    while (this.#waiting[0] !== undefined && this.#place(this.#waiting[0])) this.#waiting.shift();
  }

  #place(waiter: Waiter): boolean {
    const lane = this.#take(waiter.manner);
    if (lane !== undefined) {
      waiter.enter(lane);
      return true;
    }
    const claimed = waiter.manner === "alone" ? emptiest(this.#all) : undefined;
    if (claimed !== undefined) claimed.claim = waiter;
    return claimed !== undefined;
  }

  #emptied(lane: Lane): void {
    this.#empty.push(lane);
    // Whoever claims one that is still full came before all who wait.
    const claimed = lane.claim === undefined ? this.#all.find(({ claim }) => claim !== undefined) : lane;
    const next = claimed?.claim;
    if (claimed === undefined || next === undefined) return;
    claimed.claim = undefined;
    const free = this.#take("alone");
    if (free !== undefined) next.enter(free);
  }

  #forget(waiter: Waiter): void {
    const at = this.#waiting.indexOf(waiter);
    if (at >= 0) this.#waiting.splice(at, 1);
    for (const lane of this.#all) if (lane.claim === waiter) lane.claim = undefined;
    this.#admit();
  }
}

function roomy({ inside, depth }: Lane): boolean {
  return inside < depth;
}

/** Of the shared ones that nobody claims. */
function emptiest(all: readonly Lane[]): Lane | undefined {
  let found: Lane | undefined;
  for (const lane of all) {
    if (lane.inside === 0 || lane.manner === "alone" || lane.claim !== undefined) continue;
    if (found === undefined || lane.inside < found.inside) found = lane;
  }
  return found;
}
