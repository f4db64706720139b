import cluster from "node:cluster";
import { availableParallelism } from "node:os";
import process from "node:process";
import { keepWorkers } from "./keep-workers.ts";
import type { NodeClusterOptions } from "./node-cluster-options.ts";
import { stopMessage } from "./stop-message.ts";

/**
 * Several processes on one port, by `node:cluster`: the first process starts the others and hands them the connections in turn; each of
 * the others does `work`. One that dies is replaced, after 1 s at first, doubling to 60 s while they keep dying. At SIGINT or SIGTERM
 * all stop cleanly, then the first ends with code 0; a second signal ends them at once. Where none of the first ones comes to listen,
 * everything ends with code 1. Resolves when the processes were started, or when `work` has resolved.
 *
 * To the database each process is a node of its own. Since they share an address, give none of them one for routing commands.
 */
export async function runCluster(options: NodeClusterOptions): Promise<void> {
  const { work, processes = availableParallelism() } = options;
  if (cluster.isPrimary) return keepWorkers(processes, options);
  stopWhileUnserved();
  await work();
}

/** A process that does not serve yet has nothing to finish. Once it does, its server listens to the message too. */
function stopWhileUnserved(): void {
  const onMessage = (message: unknown): void => {
    if (message === stopMessage && process.listenerCount("message") === listeners) process.exit(0);
  };
  process.on("message", onMessage);
  const listeners = process.listenerCount("message");
}
