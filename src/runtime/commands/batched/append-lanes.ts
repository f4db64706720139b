import { afterChain } from "./after-chain.ts";
import type { AppendingPorts } from "./appending-ports.ts";
import { type Chain, decideChain } from "./decide-chain.ts";
import { appendChains, type ChainOutcome } from "./group-commit.ts";
import type { Job, Lane } from "./lane.ts";
import { settleChain } from "./settle-chain.ts";

/** Decides what waits in the lanes and appends it in one call. Resolves when the call was answered. Never throws. */
export async function appendLanes(lanes: readonly Lane[], appending: AppendingPorts): Promise<void> {
  const { ports, quarantine } = appending;
  const chains = chainsOf(lanes, { ports, mayTake: () => true });
  const together = chains.filter(({ lane }) => !quarantine.has(lane.key));
  const alone = chains.filter(({ lane }) => quarantine.has(lane.key)).map((chain) => [chain]);
  // One after another: a batch never has more than its own place among the statements.
  for (const call of [together, ...alone]) await appendCall(call, appending);
}

interface Deciding {
  readonly ports: AppendingPorts["ports"];
  readonly mayTake: (envelope: Job["envelope"]) => boolean;
}

/** A chain for each lane that knows its stream. */
export function chainsOf(lanes: readonly Lane[], { ports, mayTake }: Deciding): readonly Chain[] {
  const { maxBatch } = ports;
  const nextId = ports.ids.next;
  const ids = new Set<string>();
  return lanes.flatMap((lane) => {
    const { base } = lane;
    if (base === undefined) return [];
    const chain = decideChain(lane, base, { nextId, maxLinks: maxBatch, ids, mayTake });
    lane.base = undefined;
    lane.loadMs = 0;
    return [chain];
  });
}

async function appendCall(chains: readonly Chain[], appending: AppendingPorts): Promise<void> {
  countAppend(chains, appending);
  const outcomes = await appendChains(appending.ports.events, chains).catch((error: unknown) =>
    chains.map((): ChainOutcome => ({ kind: "failed", error })),
  );
  settleChains(chains, { outcomes, appending });
}

export function countAppend(chains: readonly Chain[], { ports: { counting } }: Pick<AppendingPorts, "ports">): void {
  if (counting === undefined) return;
  let commands = 0;
  for (const { links } of chains) commands += links.length;
  if (commands > 0) counting.appending(commands);
}

interface Answered {
  readonly outcomes: readonly ChainOutcome[];
  readonly appending: AppendingPorts;
}

/** Tells outcomes and sees to what is left; the call's slot need not wait for that. */
export function settleChains(chains: readonly Chain[], { outcomes, appending }: Answered): void {
  for (const [index, chain] of chains.entries()) {
    const outcome = outcomes[index];
    if (outcome !== undefined) afterChain(chain, { settled: settleChain(chain, outcome), appending });
  }
}
