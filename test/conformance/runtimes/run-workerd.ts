import { fileURLToPath } from "node:url";
import { freshText, runCases } from "../run-cases.ts";
import type { Ask, World } from "../world.ts";
import type { Runner } from "./runner.ts";

type Harness = typeof import("../../runtimes/workers/start-worker.ts") &
  typeof import("../../runtimes/workers/bundle-worker.ts");
type Worker = Awaited<ReturnType<Harness["startWorker"]>>;

/** A runner that has the application in workerd, in two workers, and asks from here. */
export function runWorkerd({ bundleWorker, startWorker }: Harness): Runner {
  return async (url, tell) => {
    const entry = fileURLToPath(new URL("../inside/worker.ts", import.meta.url));
    const { script } = await bundleWorker(entry);
    const start = (bindings: Readonly<Record<string, string>>) =>
      Promise.all([0, 1].map(() => startWorker({ script, bindings: { DATABASE_URL: url, ...bindings } })));
    let workers = await start({});
    const stop = () => Promise.all(workers.map((worker) => worker.stop()));
    const world: World = {
      ask: asking(() => workers[0]),
      askOther: asking(() => workers[1]),
      fresh: freshText,
      restart: async ({ quiet = false } = {}) => {
        await stop();
        workers = await start(quiet ? { QUIET: "yes" } : {});
      },
      sweep: async () => {
        const outcome = await workers[0]?.scheduled();
        if (outcome !== "ok") throw new Error(`The cron handler ended with ${outcome}`);
      },
    };
    await runCases(world, tell).finally(stop);
  };
}

function asking(worker: () => Worker | undefined): Ask {
  return (path, init) => {
    const found = worker();
    if (found === undefined) throw new Error("No worker runs");
    return found.fetch(path, init);
  };
}
