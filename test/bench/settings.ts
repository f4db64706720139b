import { readFileSync } from "node:fs";
import { benchFolder } from "./bench-folder.ts";
import { warm } from "./cases.ts";
import { rawSettings } from "./contestants/raw-events.ts";
import type { ServerSettings } from "./database-server.ts";
import { connections } from "./measure-http.ts";
import type { BenchOptions } from "./options.ts";

/** How everybody was measured, in words, so that a figure can be judged without reading the code. */
export function settingsOf(
  options: BenchOptions,
  postgres: ServerSettings | undefined,
): Readonly<Record<string, unknown>> {
  const { seconds, rounds, interceptors } = options;
  return {
    stretch: `${seconds} s timed after ${seconds / 2} s untimed, ${rounds} rounds in turn, medians; each on a new database, in a process of its own`,
    ...(postgres === undefined ? {} : { postgres }),
    domain: `an account, its commands checked by valibot; warm-streams: ${warm.streams} streams of ${warm.events} events, each deposited to once before the clock runs`,
    myelin: `the engine's defaults, 10 connections; validation, routing, sequencing, ids on; interceptors ${interceptors ? "on" : "off"}`,
    emmett: `emmett-postgresql ${versionOf("@event-driven-io/emmett-postgresql")}; CommandHandler on a pg pool (10 connections, the default), retry { onVersionConflict: true }; who loses all tries sends again`,
    rawSingle: `postgres.js, one prepared insert a command, pool of ${rawSettings.pool}`,
    rawBatched: `postgres.js, unnest of ${rawSettings.rows} rows a statement, ${rawSettings.inFlight} statements in flight, whatever the callers`,
    http: `autocannon ${versionOf("autocannon")}, ${connections} connections, one request at a time each, deposits to ${connections * 16} open accounts`,
    httpFloor: "Hono on Node, the same requests checked by valibot, no database",
  };
}

function versionOf(name: string): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL(`node_modules/${name}/package.json`, benchFolder), "utf8"),
  );
  return manifest.version;
}
