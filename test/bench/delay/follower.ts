import { AsyncLocalStorage } from "node:async_hooks";
import { postgresStore } from "../../../adapters/postgres-js/mod.ts";
import { compile } from "../../../src/mod.ts";
import { type Engine, startEngine } from "../../../src/runtime/mod.ts";
import type { Store } from "../../../src/store/store.ts";
import { answerJobs } from "../processes/answer-jobs.ts";
import { delayApplication } from "./delay-application.ts";
import { exactNow } from "./exact-now.ts";

export type FollowerJob = { readonly kind: "open"; readonly url: string } | { readonly kind: "close" };

/** Ids of projected events in order, and when the transaction of their projection was committed. */
export type Projected = readonly (readonly [id: string, committedMs: number])[];

/** The events of the batch that a handler belongs to. */
const batch = new AsyncLocalStorage<string[]>();
const projected: [string, number][] = [];
let engine: Engine | undefined;

/** An engine with one projection that notes when what it projected was committed. */
answerJobs<FollowerJob>(async (job) => {
  if (job.kind === "close") {
    await engine?.stop();
    return projected;
  }
  engine = await startEngine({
    tables: compile(delayApplication((id) => batch.getStore()?.push(id))),
    store: noting(await postgresStore({ url: job.url })),
    migrate: true,
    log: (level, message, facts) => level !== "info" && console.error(level, message, facts),
  });
  return null;
});

function noting(store: Store): Store {
  return {
    ...store,
    segments: {
      ...store.segments,
      work: async (request) => {
        const ids: string[] = [];
        const result = await batch.run(ids, () => store.segments.work(request));
        const at = exactNow();
        if (result.kind === "done") for (const id of ids) projected.push([id, at]);
        return result;
      },
    },
  };
}
