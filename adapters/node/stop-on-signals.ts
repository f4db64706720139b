import { constants } from "node:os";
import process from "node:process";
import type { Log } from "../../src/runtime/mod.ts";
import { stopMessage } from "./stop-message.ts";

export interface SignalRequest {
  readonly signals: readonly NodeJS.Signals[];
  readonly stop: () => Promise<void>;
  readonly log?: Log;
}

/**
 * The first signal stops and then ends the process: 0 when all went well, 1 when not. The second ends it at once. In a process of
 * `runCluster` its word stops too, but never counts as the second: Ctrl-C reaches each process of a terminal by itself. Returns what
 * gives the signals back.
 */
export function stopOnSignals({ signals, stop, log }: SignalRequest): () => void {
  let stopping = false;
  /** The cluster's word and a signal tell of one and the same wish, in whichever order they come. */
  let signalled = false;
  const begin = (why: string): void => {
    stopping = true;
    log?.("info", `Stopping on ${why}; once more ends it at once`);
    stop().then(
      () => process.exit(0),
      (cause: unknown) => {
        log?.("error", "Cannot stop cleanly: something broke on the way; look at the cause", {
          cause: cause instanceof Error ? cause.stack : cause,
        });
        process.exit(1);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (signalled) process.exit(128 + constants.signals[signal]);
    signalled = true;
    if (!stopping) begin(signal);
  };
  const onMessage = (message: unknown): void => {
    if (message === stopMessage && !stopping) begin("the cluster's word");
  };
  for (const signal of signals) process.on(signal, onSignal);
  if (signals.length > 0 && process.channel !== undefined) process.on("message", onMessage);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
    process.off("message", onMessage);
  };
}
