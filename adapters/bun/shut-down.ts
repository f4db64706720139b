import type { BunHttpServer } from "./bun-host.ts";
import type { BunServeOptions } from "./serve-options.ts";

/** Ends the server: running requests finish within `graceMs`, the rest is cut, then `onShutdown` runs. */
export async function shutDown(
  server: BunHttpServer | undefined,
  { graceMs = 10_000, onShutdown }: BunServeOptions,
): Promise<void> {
  const force = setTimeout(() => void server?.stop(true), graceMs);
  await server?.stop();
  clearTimeout(force);
  await onShutdown?.();
}
