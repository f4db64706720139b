import { DatabaseError, type ReservedSession, type SqlResult, type SqlStatement } from "../postgres/mod.ts";
import type { Connection } from "./connection.ts";
import { type Lane, lanes } from "./lanes.ts";

export interface ConnectionPool {
  /** One statement, committed by itself; a brief one may go out behind others that are under way on a connection. */
  query(statement: SqlStatement): Promise<SqlResult>;
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

/** Brief statements under way on one connection, at most: more would wait long for each other, and save little. */
const depth = 8;

export function connectionPool({ open, max, patience }: PoolOptions): ConnectionPool {
  const door = lanes({ room: max, patience });
  const opened = new Map<Lane, Connection>();
  const opening = new Map<Lane, Promise<Connection>>();
  const reserved = new Set<Connection>();
  let closing: Promise<void> | undefined;

  /** Those who share a lane share its connection, also while it is being opened. */
  const openFor = (lane: Lane): Promise<Connection> => {
    const known = opening.get(lane);
    if (known !== undefined) return known;
    const connection = open()
      .then((made) => {
        opened.set(lane, made);
        lane.depth = made.pipelines ? depth : 1;
        return made;
      })
      .finally(() => opening.delete(lane));
    opening.set(lane, connection);
    return connection;
  };
  const usable = (lane: Lane): Connection | undefined => {
    const connection = opened.get(lane);
    return connection?.alive() === true ? connection : undefined;
  };

  const close = async (): Promise<void> => {
    await door.close();
    await Promise.all([...opened.values(), ...reserved].map((connection) => connection.close()));
  };

  return {
    query: async (statement) => {
      const manner = statement.brief === true ? "shared" : "alone";
      const lane = door.enterNow(manner) ?? (await door.enter(manner));
      try {
        const connection = usable(lane) ?? (await openFor(lane));
        return await connection.query(statement);
      } finally {
        door.leave(lane);
      }
    },
    use: async (work) => {
      const lane = await door.enter("alone");
      try {
        return await work(usable(lane) ?? (await openFor(lane)));
      } finally {
        door.leave(lane);
      }
    },
    reserve: async () => {
      if (closing !== undefined) throw new DatabaseError("the store is closed", { sent: false });
      const connection = await open();
      reserved.add(connection);
      return reservedSession(connection, () => reserved.delete(connection));
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
