import type { NodeStatus } from "../../../src/runtime/mod.ts";
import { administer } from "./administer.ts";
import { columns, printJson } from "./columns.ts";
import type { ListingOptions } from "./processors.ts";

/** `myelin nodes` */
export async function listNodes({ json = false, ...place }: ListingOptions): Promise<void> {
  const nodes = await administer(place, (admin) => admin.nodes());
  if (json) printJson(nodes);
  else console.log(nodes.length === 0 ? "No nodes are running" : nodesText(nodes));
}

/** A line for each node, then what is wrong. */
function nodesText(nodes: readonly NodeStatus[]): string {
  const head = ["NODE", "ADDRESS", "LOAD", "COMMANDS", "SHARE", "LEASE", "SINCE"];
  const rows = nodes.map(({ id, self, address, loadFactor, commands, share, leaseMs, joinedAt }) => [
    self ? `${id} (asked)` : id,
    address ?? "-",
    String(loadFactor),
    String(commands),
    `${(share * 100).toFixed(1)}%`,
    `${(leaseMs / 1000).toFixed(1)} s`,
    joinedAt.toISOString(),
  ]);
  const warnings = nodes.flatMap((node) => node.warnings.map((warning) => `Warning: ${warning}`));
  return [columns([head, ...rows]), ...warnings].join("\n");
}
