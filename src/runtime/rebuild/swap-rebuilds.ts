import { messageOf } from "../../base/error.ts";
import type { Clock, Log } from "../../base/ports.ts";
import { builtFor, isShadow, shadowName } from "../../model/shadow-name.ts";
import { backOff } from "../processors/back-off.ts";
import type { Processor } from "../processors/processor.ts";
import { type SwapPorts, type Tried, trySwap } from "./swap-rebuild.ts";

export interface SwapRebuildsPorts extends SwapPorts {
  readonly node: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What the node runs, by name. */
  readonly running: ReadonlyMap<string, Pick<Processor, "table">>;
  /** Hears that the segments of a processor are others now. */
  readonly swapped: () => void;
}

/** Milliseconds between looks, and between two tries of what was refused. */
const [lookPause, refusedPause] = [100, 1_000];

interface Attempts {
  failures: number;
  /** By the clock, milliseconds since 1970. */
  notBefore: number;
}

/**
 * Puts new versions in the place of the old ones once they are close behind. Of all nodes the one tries that has the first segment; what goes wrong is noted with
 * the rebuild and tried again, later each time.
 */
export async function swapRebuilds(ports: SwapRebuildsPorts, signal: AbortSignal): Promise<void> {
  const { clock, running } = ports;
  const attempts = new Map<string, Attempts>();
  while (!signal.aborted) {
    await clock.sleep(lookPause, signal);
    const shadows = [...running.keys()].filter(isShadow);
    for (const name of attempts.keys()) if (!running.has(name)) attempts.delete(name);
    for (const name of shadows) if (!signal.aborted) await lookAt(name, { ports, attempts });
  }
}

interface Looking {
  readonly ports: SwapRebuildsPorts;
  readonly attempts: Map<string, Attempts>;
}

async function lookAt(shadow: string, { ports, attempts }: Looking): Promise<void> {
  const { clock, log } = ports;
  const known = attempts.get(shadow) ?? { failures: 0, notBefore: 0 };
  attempts.set(shadow, known);
  if (clock.now() < known.notBefore) return;
  const processor = builtFor(shadow);
  try {
    const tried = await tryHere(processor, ports);
    if (tried === undefined) return;
    known.failures = 0;
    if (tried.kind === "refused") known.notBefore = clock.now() + refusedPause;
    await noteTried(processor, { tried, ports });
  } catch (error) {
    known.failures++;
    const pauseMs = backOff(error, known.failures);
    known.notBefore = clock.now() + pauseMs;
    const why = messageOf(error);
    log("warn", `Projection "${processor}" is rebuilt, and cannot be swapped yet: ${why}`, { processor, pauseMs });
    await ports.store.rebuilds.note(processor, { state: "building", why }).catch(() => {});
  }
}

/** Undefined where it is another node's to try. */
async function tryHere(processor: string, ports: SwapRebuildsPorts): Promise<Tried | undefined> {
  const table = ports.tables.projections[processor];
  if (table === undefined) return undefined;
  const state = await ports.store.segments.state(shadowName(processor));
  const owner = state?.segments[0]?.owner;
  if (owner?.node !== ports.node || owner.leaseMs <= 0) return undefined;
  return trySwap(table, ports);
}

interface Noting {
  readonly tried: Tried;
  readonly ports: Pick<SwapRebuildsPorts, "log" | "store" | "swapped">;
}

/** Tells what a try came to: to the log, and to who asks how the rebuild stands. */
export async function noteTried(processor: string, { tried, ports }: Noting): Promise<void> {
  const { log, store, swapped } = ports;
  if (tried.kind === "done") {
    log("info", `Projection "${processor}" was rebuilt: queries see the new rows`, { processor });
    swapped();
  }
  if (tried.kind !== "refused" && tried.kind !== "waits") return;
  const told = tried.kind === "refused" ? "refused" : "building";
  const { rebuild } = (await store.segments.state(processor)) ?? {};
  if (rebuild === undefined || (rebuild.state === told && rebuild.why === tried.why)) return;
  await store.rebuilds.note(processor, { state: told, why: tried.why });
  if (tried.why !== null)
    log("warn", `Projection "${processor}" is rebuilt, and not swapped yet: ${tried.why}`, { processor });
}
