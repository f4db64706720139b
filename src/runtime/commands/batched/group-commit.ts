import type { AppendResult, ExclusiveEvents } from "../../../store/event-store.ts";
import type { Chain } from "./decide-chain.ts";
import { whileAppending } from "./statement-spans.ts";

/** What became of a chain's append. */
export type ChainOutcome =
  | { readonly kind: "answered"; readonly results: readonly AppendResult[] }
  /** The call failed as a whole. */
  | { readonly kind: "failed"; readonly error: unknown };

/** Appends several chains in one call. What it throws is the failure of each of them. */
export async function appendChains(
  events: Pick<ExclusiveEvents, "append">,
  chains: readonly Chain[],
): Promise<readonly ChainOutcome[]> {
  const requests = chains.flatMap(({ links }) => links.map(({ request }) => request));
  // Commands without a turn left nothing to ask for.
  const results = requests.length === 0 ? [] : await whileAppending(chains, () => events.append(requests));
  let from = 0;
  return chains.map(({ links }): ChainOutcome => {
    const own = results.slice(from, from + links.length);
    from += links.length;
    return { kind: "answered", results: own };
  });
}
