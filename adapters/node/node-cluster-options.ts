import type { Log } from "../../src/runtime/mod.ts";

/** What `runCluster` needs to know. */
export interface NodeClusterOptions {
  /** What each process does: start an engine and `serveNode`, with the same port in all of them. */
  readonly work: () => Promise<unknown>;
  /** Default: one for each processor that this process may use. */
  readonly processes?: number;
  /** Milliseconds that the processes have to stop, before they are ended: more than the `graceMs` of their servers. Default 15,000. */
  readonly stopMs?: number;
  /** Where the first process tells of processes that ended and are replaced. */
  readonly log?: Log;
}
