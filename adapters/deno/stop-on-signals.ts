import type { Log } from "../../src/runtime/mod.ts";
import type { DenoHost, DenoSignal } from "./deno-host.ts";

export interface SignalRequest {
  readonly host: DenoHost;
  readonly signals: readonly DenoSignal[] | undefined;
  readonly stop: () => Promise<void>;
  readonly log: Log | undefined;
}

const exitCodes: Readonly<Record<DenoSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/**
 * The first signal stops and then ends the process: 0 when all went well, 1 when not. The second ends it at once. Returns
 * what gives the signals back.
 */
export function stopOnSignals({ host, signals = ["SIGINT", "SIGTERM"], stop, log }: SignalRequest): () => void {
  let stopping = false;
  const onSignal = (signal: DenoSignal): void => {
    if (stopping) host.exit(exitCodes[signal]);
    stopping = true;
    log?.("info", `Stopping on ${signal}; once more ends it at once`);
    stop().then(
      () => host.exit(0),
      (cause: unknown) => {
        log?.("error", "Cannot stop cleanly: something broke on the way; look at the cause", {
          cause: cause instanceof Error ? cause.stack : cause,
        });
        host.exit(1);
      },
    );
  };
  // Windows knows no SIGTERM, and Deno refuses to listen for it there.
  const known = signals.filter((signal) => host.build.os !== "windows" || signal === "SIGINT");
  const listeners = known.map((signal) => ({ signal, listener: () => onSignal(signal) }));
  for (const { signal, listener } of listeners) host.addSignalListener(signal, listener);
  return () => {
    for (const { signal, listener } of listeners) host.removeSignalListener(signal, listener);
  };
}
