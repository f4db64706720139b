import postgres from "postgres";
import { httpApp } from "../../../adapters/http/mod.ts";
import { serveNode } from "../../../adapters/node/mod.ts";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { compile } from "../../../src/mod.ts";
import { startEngine } from "../../../src/runtime/mod.ts";
import { chaosApplication } from "../domain/application.ts";
import { breakStore } from "./break-store.ts";
import { leaseMs, type NodeMessage, type NodeSettings } from "./node-settings.ts";
import { watchSegments } from "./watch-segments.ts";

/** One node: an engine and its HTTP entrance, until the harness ends it or is gone. */
const settings: NodeSettings = JSON.parse(process.argv[2] ?? "{}");
const tell = (message: NodeMessage): void => void (process.connected && process.send?.(message));
process.on("disconnect", () => process.exit(1));

// Beside the engine's own connections: an attempt counts also when its transaction is rolled back.
const attempts = postgres(settings.url, { max: 2, prepare: false, onnotice: () => {} });
const application = chaosApplication({
  node: settings.name,
  attempted: async (eventId) => void (await attempts`insert into chaos_attempts (event_id) values (${eventId})`),
});
const plain = await postgresStore({
  url: settings.url,
  applicationName: settings.name,
  connectTimeout: 2_000,
  limits: { idle: leaseMs / 2, statement: 10_000, lock: 2_000 },
});
const watched = watchSegments(plain.segments, ({ processor, id, mask }) =>
  tell({ kind: "overlap", segment: `${processor} ${id}/${mask}` }),
);
const engine = await startEngine({
  tables: compile(application),
  store: breakStore({ ...plain, segments: watched }, settings.break),
  leaseMs,
});
const server = await serveNode({
  fetch: httpApp(engine).fetch,
  port: 0,
  signals: ["SIGTERM"],
  graceMs: 2_000,
  onShutdown: async () => {
    await engine.stop(2_000);
    await attempts.end({ timeout: 1 });
  },
});
tell({ kind: "ready", url: server.url });
