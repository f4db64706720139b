import { DatabaseError, type Driver, type Session } from "../postgres/mod.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionPool } from "./connection-pool.ts";

export function postgresDriver(pool: ConnectionPool): Driver {
  return {
    kind: "postgres",
    query: (statement) => pool.query(statement),
    session: (work) =>
      pool.use(async (connection) => {
        const { session, end } = lent(connection);
        try {
          return await work(session);
        } finally {
          end();
        }
      }),
    reserve: () => pool.reserve(),
    watch: (hear) => pool.watch(hear),
    pool: () => pool.usage(),
    close: () => pool.close(),
  };
}

/** A handle that outlives its work must not write into the next one's transaction. */
function lent(connection: Connection): { readonly session: Session; readonly end: () => void } {
  let over = false;
  const check = (): void => {
    if (over)
      throw new DatabaseError("the transaction has ended; wait for every query inside of it", { code: "25000" });
  };
  return {
    session: {
      query: async (statement) => {
        check();
        return connection.query(statement);
      },
      script: async (text) => {
        check();
        return connection.script(text);
      },
    },
    end: () => {
      over = true;
    },
  };
}
