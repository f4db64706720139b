import type { ExclusiveEvents } from "../../../store/event-store.ts";
import { chainsOf, countAppend, settleChains } from "./append-lanes.ts";
import type { AppendingPorts } from "./appending-ports.ts";
import type { Chain } from "./decide-chain.ts";
import { appendChains, type ChainOutcome } from "./group-commit.ts";
import type { Lane } from "./lane.ts";
import { type FailurePorts, loadLanes } from "./load-lanes.ts";
import type { StatementSlots } from "./statement-slots.ts";

/** Sequence keys that one transaction may hold. */
export const maxKeys = 64;

export interface ExclusivePorts extends AppendingPorts, FailurePorts {
  /** Lanes to wait for keys that others hold; undefined: this call waits itself. */
  readonly waiting: StatementSlots<Lane> | undefined;
}

/**
 * Loads, decides and appends what waits in lanes whose sequences hold on all nodes: in one transaction that holds their keys
 * from before the load until the commit. Outcomes are told after it. Where others hold a key, each lane goes on by itself, so that
 * those whose keys are free do not wait along. Never throws.
 */
export async function exclusiveLanes(lanes: readonly Lane[], appending: ExclusivePorts): Promise<void> {
  const { ports, goOn, waiting } = appending;
  const keys = keysOf(lanes);
  // All who waited here have given up.
  if (keys.size === 0) return lanes.forEach(goOn);
  let chains: readonly Chain[] = [];
  const broken = new Map<Lane, unknown>();
  const failed = async (lane: Lane, error: unknown): Promise<void> => void broken.set(lane, error);
  const work = async (events: ExclusiveEvents): Promise<readonly ChainOutcome[]> => {
    // Within the transaction nothing is handled by itself: what fails here fails the transaction.
    await loadLanes(lanes, { events, clock: ports.clock, log: ports.log, failed });
    chains = chainsOf(lanes, { ports, mayTake: ({ sequence }) => sequence !== undefined && keys.has(sequence) });
    countAppend(chains, appending);
    return appendChains(events, chains);
  };
  const outcomes = await ports.events
    .exclusive({ keys: [...keys], wait: waiting === undefined, work })
    // Whoever waited for long goes on waiting, until its own deadline ends.
    .then((result) => (result.kind === "done" ? result.value : []))
    .catch(async (error: unknown): Promise<readonly ChainOutcome[]> => {
      if (chains.length === 0) await Promise.all(lanes.map((lane) => appending.failed(lane, error)));
      return chains.map(() => ({ kind: "failed", error }));
    });
  const decided = new Set(chains.map(({ lane }) => lane));
  settleChains(chains, { outcomes, appending });
  for (const [lane, error] of broken) await appending.failed(lane, error);
  const undecided = lanes.filter((lane) => !decided.has(lane));
  for (const lane of undecided) {
    if (waiting === undefined || lane.waiting.length === 0) goOn(lane);
    else waiting.add(lane);
  }
}

/** In order of arrival, as many as one transaction may hold. */
function keysOf(lanes: readonly Lane[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { waiting } of lanes)
    for (const { envelope } of waiting)
      if (envelope.sequence !== undefined && keys.size < maxKeys) keys.add(envelope.sequence);
  return keys;
}
