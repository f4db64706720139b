import * as v from "valibot";
import { httpApp } from "../../../adapters/http/mod.ts";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { workersHost } from "../../../adapters/workers/mod.ts";
import { aggregate, application, byRoute, compile, inCluster, isMyelinError, retryBy } from "../../../src/mod.ts";

/** Since the isolate began. */
const lost = { races: 0, others: 0 };

/** Counts what the engine retries; pauses are drawn from no further than 50 ms. */
const counted = retryBy(
  "counted",
  (failures) => {
    const error = failures.at(-1)?.error;
    if (isMyelinError(error) && error.code === "version_conflict") lost.races++;
    else lost.others++;
    return Math.random() * 50;
  },
  { maxAttempts: 500 },
);

const Joined = v.object({ who: v.string(), place: v.number() });
const Join = v.object({ lineId: v.string(), who: v.string() });

/** A line of people; each one's place follows from who was there before. Its commands race for the stream. */
const line = aggregate("line", {
  initial: () => 0,
  events: { Joined },
  commands: { Join },
  rejections: {},
})
  .route("lineId")
  .evolve({ Joined: (_, { place }) => place })
  .decide({ Join: (length, { who }, { emit }) => emit.Joined({ who, place: length + 1 }) })
  .retry(counted);

/** The same, one after another across all isolates. */
const queue = aggregate("queue", {
  initial: () => 0,
  events: { Joined },
  commands: { Queue: Join },
  rejections: {},
})
  .route("lineId")
  .evolve({ Joined: (_, { place }) => place })
  .decide({ Queue: (length, { who }, { emit }) => emit.Joined({ who, place: length + 1 }) })
  .sequence(inCluster(byRoute()))
  .retry(counted);

export const lines = application("lines", [line, queue]);

// biome-ignore lint/style/noDefaultExport: workerd asks for it
export default workersHost({
  tables: () => compile(lines),
  store: (url) => postgresStore({ url, max: 1, mode: "pooled" }),
  app: (engine, { http }) => {
    const app = httpApp(engine, http);
    return {
      fetch: (request) => (new URL(request.url).pathname === "/lost" ? Response.json(lost) : app.fetch(request)),
    };
  },
  engine: { log: () => {} },
  sweepAfterMs: 0,
});
