import { DatabaseError, type ReservedSession, type Watch } from "../postgres/mod.ts";
import type { Connection } from "./connection.ts";
import { turnstile } from "./turnstile.ts";

export interface ConnectionPool {
  /** A connection for `work` alone. */
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** A connection beside the pool's. */
  reserve(): Promise<ReservedSession>;
  /** A connection beside the pool's that hears notifications; undefined where it would be nobody's own. */
  watch(hear: (channel: string) => void): Promise<Watch | undefined>;
  /** Refuses new work, waits for what runs, closes everything. */
  close(): Promise<void>;
}

export interface PoolOptions {
  /** `hear` is told of notifications. */
  readonly open: (hear?: (channel: string) => void) => Promise<Connection>;
  /** Connections, at most. */
  readonly max: number;
  /** Milliseconds to wait for a free one. */
  readonly patience: number;
}

/** The connection used last is used next, so that in a lull the others rest. */
export function connectionPool({ open, max, patience }: PoolOptions): ConnectionPool {
  const idle: Connection[] = [];
  const reserved = new Set<Connection>();
  const door = turnstile({ room: max, patience });
  let closing: Promise<void> | undefined;

  const take = async (): Promise<Connection> => {
    for (let found = idle.pop(); found !== undefined; found = idle.pop()) if (found.alive()) return found;
    return open();
  };

  const close = async (): Promise<void> => {
    await door.close();
    await Promise.all([...idle, ...reserved].map((connection) => connection.close()));
  };

  return {
    use: async (work) => {
      await door.enter();
      try {
        const connection = await take();
        return await work(connection).finally(() => {
          if (connection.alive()) idle.push(connection);
        });
      } finally {
        door.leave();
      }
    },
    reserve: async () => {
      if (closing !== undefined) throw new DatabaseError("the store is closed", { sent: false });
      const connection = await open();
      reserved.add(connection);
      return reservedSession(connection, () => reserved.delete(connection));
    },
    watch: async (hear) => {
      if (closing !== undefined) throw new DatabaseError("the store is closed", { sent: false });
      const connection = await open(hear);
      if (!connection.direct) return void (await connection.close());
      reserved.add(connection);
      const session = reservedSession(connection, () => reserved.delete(connection));
      return { ...session, ended: connection.ended };
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function reservedSession(connection: Connection, forget: () => void): ReservedSession {
  const release = async (): Promise<void> => {
    forget();
    await connection.close();
  };
  return { query: connection.query, script: connection.script, release };
}
