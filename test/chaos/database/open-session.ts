import { type Connection, openConnection } from "../../../adapters/postgres-js/connection.ts";

/**
 * A connection that, once broken, stays so and says so. A pooled client of postgres.js would write into a socket that is gone when the
 * server is restarted under it, and take the harness along.
 */
export function openSession(url: string): Promise<Connection> {
  const opening = openConnection({ url, mode: "direct", applicationName: "harness", connectTimeout: 5_000 });
  // Whoever waits for it hears of a failure; before, nobody does.
  opening.catch(() => {});
  return opening;
}

/** One statement on a connection of its own; the number of rows that it touched. */
export async function execute(url: string, text: string): Promise<number> {
  const session = await openSession(url);
  try {
    return (await session.query({ text })).count;
  } finally {
    await session.close();
  }
}
