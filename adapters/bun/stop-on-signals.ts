import process from "node:process";
import type { Log } from "../../src/runtime/mod.ts";
import type { BunSignal } from "./bun-host.ts";

export interface SignalRequest {
  readonly signals: readonly BunSignal[] | undefined;
  readonly stop: () => Promise<void>;
  readonly log: Log | undefined;
}

const exitCodes: Readonly<Record<BunSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/**
 * The first signal stops and then ends the process: 0 when all went well, 1 when not. The second ends it at once. Returns
 * what gives the signals back.
 */
export function stopOnSignals({ signals = ["SIGINT", "SIGTERM"], stop, log }: SignalRequest): () => void {
  let stopping = false;
  const onSignal = (signal: BunSignal): void => {
    if (stopping) process.exit(exitCodes[signal]);
    stopping = true;
    log?.("info", `Stopping on ${signal}; once more ends it at once`);
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
  const listeners = signals.map((signal) => ({ signal, listener: () => onSignal(signal) }));
  for (const { signal, listener } of listeners) process.on(signal, listener);
  return () => {
    for (const { signal, listener } of listeners) process.off(signal, listener);
  };
}
