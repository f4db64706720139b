import { sql } from "drizzle-orm";
import { httpApp } from "../../../adapters/http/mod.ts";
import { serveNode } from "../../../adapters/node/mod.ts";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { compile, type Database } from "../../../src/mod.ts";
import { startEngine } from "../../../src/runtime/mod.ts";
import { applicationOf } from "../applications.ts";
import { watchFiring } from "../timers/watch-firing.ts";
import { breakStore } from "./break-store.ts";
import { leaseMs, type NodeMessage, type NodeSettings } from "./node-settings.ts";
import { watchSegments } from "./watch-segments.ts";

/** One node: an engine and its HTTP entrance, until the harness ends it or is gone. */
const settings: NodeSettings = JSON.parse(process.argv[2] ?? "{}");
const tell = (message: NodeMessage): void => void (process.connected && process.send?.(message));
process.on("disconnect", () => process.exit(1));

const plain = await postgresStore({
  url: settings.url,
  applicationName: settings.name,
  connectTimeout: 2_000,
  limits: { idle: leaseMs / 2, statement: 10_000, lock: 2_000 },
});
const db = plain.views.db as Database; // the store's handle is drizzle's
const application = applicationOf(settings.app, {
  node: settings.name,
  // Committed by itself, so that an attempt counts whatever becomes of it.
  attempted: async (eventId) => void (await db.execute(sql`insert into chaos_attempts (event_id) values (${eventId})`)),
});
const watched = watchSegments(plain.segments, ({ processor, id, mask }) =>
  tell({ kind: "overlap", segment: `${processor} ${id}/${mask}` }),
);
const engine = await startEngine({
  tables: compile(application),
  store: breakStore({ ...plain, segments: settings.app === "timers" ? watchFiring(watched) : watched }, settings.break),
  leaseMs,
});
const server = await serveNode({
  fetch: httpApp(engine).fetch,
  port: 0,
  signals: ["SIGTERM"],
  graceMs: 2_000,
  onShutdown: () => engine.stop(2_000),
});
tell({ kind: "ready", url: server.url });
