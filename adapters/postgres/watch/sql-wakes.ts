import type { Wakes } from "../../../src/runtime/mod.ts";
import type { Driver } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { channelOf, type Watcher } from "./watch-database.ts";

export function tellText(schema: SchemaName): string {
  return `select pg_notify('${channelOf(schema)}', '')`;
}

export interface WakesOptions {
  readonly driver: Driver;
  readonly schema: SchemaName;
  readonly watcher: Watcher;
}

/** Who cannot listen can still tell. */
export function sqlWakes({ driver, schema, watcher }: WakesOptions): Wakes {
  return {
    listen: async (wake, signal) => {
      watcher.hear(wake, signal);
      try {
        return await watcher.watches();
      } catch (error) {
        throw engineError(error, "listen for new events");
      }
    },
    tell: async () => {
      try {
        await driver.query({ text: tellText(schema), prepare: true });
      } catch (error) {
        throw engineError(error, "tell of new events");
      }
    },
  };
}
