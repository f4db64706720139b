import type { AppendResult, EventStore } from "../../../store/event-store.ts";
import type { Chain, Link } from "./decide-chain.ts";

/** What became of a chain's append. */
export type ChainOutcome =
  | { readonly kind: "answered"; readonly results: readonly AppendResult[] }
  /** The call failed as a whole. */
  | { readonly kind: "failed"; readonly error: unknown };

/** Appends several chains in one call. Never throws: a call's failure is the outcome of each of its chains. */
export async function appendChains(events: EventStore, chains: readonly Chain[]): Promise<readonly ChainOutcome[]> {
  try {
    const results = await events.append(chains.flatMap(({ links }) => links.map(requestOf)));
    let from = 0;
    return chains.map(({ links }): ChainOutcome => {
      const own = results.slice(from, from + links.length);
      from += links.length;
      return { kind: "answered", results: own };
    });
  } catch (error) {
    return chains.map((): ChainOutcome => ({ kind: "failed", error }));
  }
}

function requestOf({ request }: Link): Link["request"] {
  return request;
}
