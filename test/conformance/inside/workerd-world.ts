import { fileURLToPath } from "node:url";
import { bundleWorker } from "../../runtimes/workers/bundle-worker.ts";
import { type StartedWorker, startWorker } from "../../runtimes/workers/start-worker.ts";
import { freshText } from "../run-cases.ts";
import type { Ask, World } from "../world.ts";

/** The application in workerd, in two processes of it on one database, asked from here. */
export async function workerdWorld(database: string): Promise<World & { close(): Promise<void> }> {
  const { script } = await bundleWorker(fileURLToPath(new URL("./worker.ts", import.meta.url)));
  const startOne = (quiet: boolean): Promise<StartedWorker> =>
    startWorker({ script, bindings: { DATABASE_URL: database, ...(quiet ? { QUIET: "yes" } : {}) } });
  const start = (quiet: boolean) => Promise.all([startOne(quiet), startOne(quiet)]);
  let workers: readonly [StartedWorker, StartedWorker] = await start(false);
  const close = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.stop()));
  };
  const ask: Ask = (path, init) => workers[0].fetch(path, init);
  return {
    ask,
    askOther: (path, init) => workers[1].fetch(path, init),
    fresh: freshText,
    restart: async ({ quiet = false } = {}) => {
      await close();
      workers = await start(quiet);
    },
    sweep: async () => {
      const outcome = await workers[0].scheduled();
      if (outcome !== "ok") throw new Error(`The cron handler ended with ${outcome}`);
    },
    close,
  };
}
