import { postgresStore } from "../../adapters/postgres-js/mod.ts";
import { startOfLog } from "../../src/model/position.ts";
import type { Store } from "../../src/store/store.ts";
import { freshDatabase } from "./database.ts";
import { type RawWriter, rawWriter } from "./raw-writer.ts";

/** A log of its own, a store that follows it, and writers under the test's control. */
export interface LogScene {
  readonly url: string;
  readonly store: Store;
  /** A connection with an open transaction. */
  open(): Promise<RawWriter>;
  /** The safe head after a few looks: enough for everything that can be settled now. */
  head(): Promise<number>;
  /** Positions of all events up to the safe head, as a projection would read them. */
  read(): Promise<readonly number[]>;
  close(): Promise<void>;
}

const looks = 6;

export async function logScene(): Promise<LogScene> {
  const url = await freshDatabase();
  const store = await postgresStore({ url });
  const writers: RawWriter[] = [];
  const head = async (): Promise<number> => {
    for (let look = 1; look < looks; look++) await store.events.safeHead();
    return Number(await store.events.safeHead());
  };
  return {
    url,
    store,
    head,
    open: async () => {
      const writer = rawWriter(url);
      writers.push(writer);
      await writer.begin();
      return writer;
    },
    read: async () => {
      const upTo = await store.events.safeHead();
      const events = await store.events.readLog({ after: startOfLog, upTo, limit: 100_000 });
      return events.map(({ position }) => Number(position));
    },
    close: async () => {
      await Promise.all(writers.map((writer) => writer.end()));
      await store.close();
    },
  };
}
