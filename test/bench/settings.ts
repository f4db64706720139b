import { readFileSync } from "node:fs";
import { benchFolder } from "./bench-folder.ts";
import { warm } from "./cases.ts";
import { rawSettings } from "./contestants/raw-events.ts";
import type { ServerSettings } from "./database-server.ts";
import { writing } from "./delay/writing.ts";
import { connections } from "./measure-http.ts";
import type { BenchOptions } from "./options.ts";
import { log, tuned } from "./processors/cases.ts";
import { dbosUnderWay, orders } from "./workflows/cases.ts";

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
    processors: `one log of ${log.events.toLocaleString("en")} deposits to ${log.streams.toLocaleString("en")} accounts in turn, each stretch a projection that has never run: fold-1 and fold-16 a balance for each account on 1 and 16 segments, free-upsert one upsert an event on one segment`,
    rawRead: `postgres.js, whole events in batches of ${tuned.rawBatch}, their JSON read, one statement after another`,
    emmettConsumer: `a reactor of emmett-postgresql's consumer on ${log.emmettEvents.toLocaleString("en")} events: batches of ${tuned.emmettBatch}, pulling every ${tuned.emmettPullingMs} ms; emmettUpsert: its handler also does one upsert an event by the batch's client`,
    delay: `${writing.writers} writers beside the engine: transactions open for up to ${writing.openMs} ms (${writing.slowPercent}% up to ${writing.slowMs} ms), ${writing.rolledBackPercent}% rolled back; a fold on 16 segments; a foreign transaction open throughout`,
    workflows: `a log of ${orders.events.toLocaleString("en")} orders, each stretch a workflow that has never run: an instance for each order, one command to a stream of its own, then complete; counted when the command is handled`,
    dbos: `dbos-sdk ${versionOf("@dbos-inc/dbos-sdk")} on its defaults (system database in the same database, 10 connections) but for logLevel "warn"; a workflow of one step, started under the event's id, ${dbosUnderWay} under way at once, counted when its result is there; its step inserts one row by a pg pool (10 connections)`,
    emmettReactor: `a reactor of emmett-postgresql's consumer on ${orders.emmettEvents.toLocaleString("en")} events (Emmett has no workflow that is kept): batches of ${tuned.emmettBatch}, pulling every ${tuned.emmettPullingMs} ms; for each event a CommandHandler on a stream of its own`,
    httpFloor: "Hono on Node, the same requests checked by valibot, no database",
  };
}

function versionOf(name: string): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL(`node_modules/${name}/package.json`, benchFolder), "utf8"),
  );
  return manifest.version;
}
