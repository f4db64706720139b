import { DatabaseError, type ReservedSession } from "../postgres/mod.ts";
import type { Connection } from "./connection.ts";

export interface ConnectionPool {
  /** A connection for `work` alone. */
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** A connection beside the pool's. */
  reserve(): Promise<ReservedSession>;
  /** Refuses new work, waits for what runs, closes everything. */
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly open: () => Promise<Connection>;
  /** Connections, at most. */
  readonly max: number;
  /** Milliseconds to wait for a free one. */
  readonly patience: number;
}

interface Waiter {
  readonly take: () => void;
  readonly refuse: (error: DatabaseError) => void;
}

/** First come, first served; the connection used last is used next, so that a lull lets the others rest. */
export function connectionPool({ open, max, patience }: PoolOptions): ConnectionPool {
  const idle: Connection[] = [];
  const waiting: Waiter[] = [];
  const reserved = new Set<Connection>();
  let inUse = 0;
  let closing: { readonly done: () => void } | undefined;

  const refuseClosed = (): void => {
    if (closing !== undefined) throw new DatabaseError("the store is closed", { sent: false });
  };

  /** The place goes to whoever waits longest, so that nobody slips in between. */
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) inUse--;
    next?.take();
    if (inUse === 0) closing?.done();
  };

  const turn = async (): Promise<void> => {
    refuseClosed();
    if (inUse >= max) return queued(waiting, patience);
    inUse++;
  };

  const take = async (): Promise<Connection> => {
    for (let found = idle.pop(); found !== undefined; found = idle.pop()) if (found.alive()) return found;
    return open();
  };

  return {
    use: async (work) => {
      await turn();
      try {
        const connection = await take();
        try {
          return await work(connection);
        } finally {
          if (connection.alive()) idle.push(connection);
        }
      } finally {
        release();
      }
    },
    reserve: async () => {
      refuseClosed();
      const connection = await open();
      reserved.add(connection);
      const release = async (): Promise<void> => {
        reserved.delete(connection);
        await connection.close();
      };
      return { query: connection.query, script: connection.script, release };
    },
    close: async () => {
      if (closing !== undefined) return;
      const over = new Promise<void>((done) => {
        closing = { done };
      });
      for (const { refuse } of waiting.splice(0)) refuse(new DatabaseError("the store is closed", { sent: false }));
      if (inUse > 0) await over;
      await Promise.all([...idle, ...reserved].map((connection) => connection.close()));
    },
  };
}

/** Resolves when a connection is free. */
function queued(waiting: Waiter[], patience: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => waiter.refuse(new DatabaseError("no connection became free", { sent: false })),
      patience,
    );
    const waiter: Waiter = {
      take: () => {
        clearTimeout(timer);
        resolve();
      },
      refuse: (error) => {
        clearTimeout(timer);
        const index = waiting.indexOf(waiter);
        if (index >= 0) waiting.splice(index, 1);
        reject(error);
      },
    };
    waiting.push(waiter);
  });
}
