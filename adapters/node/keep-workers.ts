import cluster, { type Worker } from "node:cluster";
import { constants } from "node:os";
import process from "node:process";
import type { NodeClusterOptions } from "./node-cluster-options.ts";
import { stopMessage } from "./stop-message.ts";

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

/** Starts the workers, replaces those that die, and ends this process after the last one once a signal has come. */
export function keepWorkers(processes: number, { stopMs = 15_000, log }: NodeClusterOptions): void {
  let served = false;
  let pauseMs = firstPauseMs;
  /** What the process is to end with, once it is to end. */
  let end: number | undefined;
  const stop = (code: number): void => {
    end = code;
    for (const worker of alive()) if (worker.isConnected()) worker.send(stopMessage);
    setTimeout(killAll, stopMs).unref();
    if (alive().length === 0) process.exit(code);
  };
  const replace = (what: string): void => {
    log?.("warn", `${what}: another takes its place in ${pauseMs} ms`);
    setTimeout(() => end ?? cluster.fork(), pauseMs);
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  };
  const onSignal = (signal: "SIGINT" | "SIGTERM"): void => {
    if (end !== undefined) {
      killAll();
      process.exit(128 + constants.signals[signal]);
    }
    log?.("info", `Stopping on ${signal}; once more ends it at once`);
    stop(0);
  };
  cluster.on("listening", () => {
    served = true;
    pauseMs = firstPauseMs;
  });
  cluster.on("exit", ({ process: { pid } }, code, signal) => {
    const what = `Process ${pid} ended (${signal ?? code})`;
    if (end !== undefined && code !== 0) end ||= 1;
    if (end !== undefined && alive().length === 0) process.exit(end);
    if (end !== undefined) return;
    if (served) return replace(what);
    log?.("error", `${what} before any listened: look at what it said`);
    stop(1);
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, onSignal);
  for (let started = 0; started < processes; started++) cluster.fork();
}

function alive(): readonly Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

function killAll(): void {
  for (const worker of alive()) worker.process.kill("SIGKILL");
}
