import type { Tables } from "../../model/tables.ts";
import type { EngineMetrics } from "./engine-metrics.ts";

/** Counts what handling commands costs: appends, conflicts, further attempts, looks into the cache. */
export interface ExecutionMetrics {
  /** An append was sent for so many commands. */
  appending(commands: number): void;
  conflict(aggregate: string): void;
  retried(command: string): void;
  lookedUp(aggregate: string, found: boolean): void;
}

export function executionMetrics(metrics: EngineMetrics, { aggregates }: Pick<Tables, "aggregates">): ExecutionMetrics {
  const batches = metrics.measure("appendBatchSize");
  const names = Object.keys(aggregates);
  const hits = new Map(names.map((name) => [name, metrics.count("cacheLookups", name, "hit")]));
  const misses = new Map(names.map((name) => [name, metrics.count("cacheLookups", name, "miss")]));
  return {
    appending: (commands) => batches.add(commands),
    conflict: (aggregate) => metrics.count("appendConflicts", aggregate).add(),
    retried: (command) => metrics.count("commandRetries", command).add(),
    lookedUp: (aggregate, found) => (found ? hits : misses).get(aggregate)?.add(),
  };
}
