import type { PoolUse } from "../../src/runtime/mod.ts";
import { DatabaseError, type ReservedSession, type SqlResult, type SqlStatement, type Watch } from "../postgres/mod.ts";
import type { Connection } from "./connection.ts";
import { type Lane, Lanes } from "./lanes.ts";

export interface ConnectionPool {
  /** One statement, committed by itself; a brief one may go out behind others that are under way on a connection. */
  query(statement: SqlStatement): Promise<SqlResult>;
  /** A connection for `work` alone. */
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** A connection beside the pool's. */
  reserve(): Promise<ReservedSession>;
  /** A connection beside the pool's that hears notifications; undefined where it would be nobody's own. */
  watch(hear: (channel: string) => void): Promise<Watch | undefined>;
  /** How its connections are used now; those that stand beside it are not counted. */
  usage(): PoolUse;
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

/** Brief statements under way on one connection, at most: more would wait long for each other, and save little. */
const depth = 8;

/** The connections of the lanes. */
interface Opened {
  readonly of: (lane: Lane) => Connection | Promise<Connection>;
  readonly all: () => readonly Connection[];
}

/** Those who share a lane share its connection, also while it is being opened. */
function openedBy(open: () => Promise<Connection>): Opened {
  const opened = new Map<Lane, Connection>();
  const opening = new Map<Lane, Promise<Connection>>();
  const openFor = (lane: Lane): Promise<Connection> => {
    const made = open()
      .then((connection) => {
        opened.set(lane, connection);
        lane.depth = connection.pipelines ? depth : 1;
        return connection;
      })
      .finally(() => opening.delete(lane));
    opening.set(lane, made);
    return made;
  };
  return {
    of: (lane) => {
      const connection = opened.get(lane);
      return connection?.alive() === true ? connection : (opening.get(lane) ?? openFor(lane));
    },
    all: () => [...opened.values()],
  };
}

export function connectionPool({ open, max, patience }: PoolOptions): ConnectionPool {
  const door = new Lanes({ room: max, patience });
  const opened = openedBy(() => open());
  const reserved = new Set<Connection>();
  let closing: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    await door.close();
    await Promise.all([...opened.all(), ...reserved].map((connection) => connection.close()));
  };

  return {
    query: async (statement) => {
      const manner = statement.brief === true ? "shared" : "alone";
      const lane = door.enterNow(manner) ?? (await door.enter(manner));
      try {
        const connection = opened.of(lane);
        return await ("query" in connection ? connection : await connection).query(statement);
      } finally {
        door.leave(lane);
      }
    },
    use: async (work) => {
      const lane = await door.enter("alone");
      try {
        return await work(await opened.of(lane));
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
    watch: async (hear) => {
      if (closing !== undefined) throw new DatabaseError("the store is closed", { sent: false });
      const connection = await open(hear);
      if (!connection.direct) return void (await connection.close());
      reserved.add(connection);
      const session = reservedSession(connection, () => reserved.delete(connection));
      return { ...session, ended: connection.ended };
    },
    usage: () => {
      const used = door.used;
      return {
        used,
        idle: Math.max(0, opened.all().filter((one) => one.alive()).length - used),
        max,
        waiting: door.waiting,
      };
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
