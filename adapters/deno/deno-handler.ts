import { denoHost } from "./deno-host.ts";
import type { DenoShutdownOptions } from "./serve-options.ts";
import { stopOnSignals } from "./stop-on-signals.ts";

/**
 * What `deno serve main.ts` wants to find: `export default denoHandler({ fetch, onShutdown })`. Deno listens there, with
 * its own `--port` and `--host`; this adds the clean shutdown: at a signal running requests finish within `graceMs`,
 * `onShutdown` runs, and the process ends with code 0.
 *
 * @throws MyelinError `unsupported` on another runtime
 */
export function denoHandler(options: DenoShutdownOptions): { fetch(request: Request): Promise<Response> } {
  const running = new Set<Promise<Response>>();
  const stopping = new AbortController();
  const env = { stopping: stopping.signal };
  const stop = async (): Promise<void> => {
    stopping.abort();
    await settled(running, options.graceMs ?? 10_000);
    await options.onShutdown?.();
  };
  stopOnSignals({ host: denoHost(), signals: options.signals, stop, log: options.log });
  return { fetch: (request) => tracked(running, Promise.resolve(options.fetch(request, env))) };
}

function tracked(running: Set<Promise<Response>>, answer: Promise<Response>): Promise<Response> {
  running.add(answer);
  const forget = (): void => {
    running.delete(answer);
  };
  answer.then(forget, forget);
  return answer;
}

/** Resolves when no request runs any more, or after `graceMs`. Requests that come meanwhile count too. */
async function settled(running: ReadonlySet<Promise<Response>>, graceMs: number): Promise<void> {
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      over = true;
      resolve();
    }, graceMs);
  });
  while (running.size > 0 && !over) await Promise.race([grace, Promise.allSettled(running)]);
  clearTimeout(timer);
}
