import { MyelinError } from "../../base/error.ts";
import type { NodeMember } from "../../store/node-store.ts";
import type { NodeConnector } from "./node-connector.ts";

/**
 * That commands go to the node that is home to their key, where the stream is in memory. Nothing correct depends on it: a command
 * is handled rightly wherever it is handled.
 */
export interface ClusterOptions {
  /** Where the other nodes reach this one, and no other: no load balancer's address, no virtual IP. */
  readonly address: string;
  readonly connector: NodeConnector;
  /** How much comes to this node, compared to the others': whole, default 100; 0 takes no commands but its own. */
  readonly loadFactor?: number;
  /** Leaves members out, as this node sees them: of another zone, of another version. */
  readonly filter?: (member: NodeMember) => boolean;
}

const heaviest = 10_000;

/** @throws MyelinError `invalid_cluster` for a load factor that is none, or an address that other nodes could not ask */
export function checkCluster({ address, loadFactor = 0 }: ClusterOptions): void {
  if (!Number.isInteger(loadFactor) || loadFactor < 0 || loadFactor > heaviest)
    throw wrong(`load factor ${loadFactor}`, `it is not a whole number from 0 to ${heaviest}; mend it`);
  if (address === "") throw wrong("an empty address", "other nodes could not ask this one; name its own address");
}

function wrong(what: string, why: string): MyelinError {
  return new MyelinError("invalid_cluster", `Cannot start the node with ${what}: ${why}`);
}
