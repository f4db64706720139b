import type { NodeStore } from "../../store/node-store.ts";
import type { EngineNodes } from "./engine-nodes.ts";
import type { Membership } from "./membership.ts";
import { nodeStatuses } from "./node-status.ts";
import { type TakePorts, takeForwarded } from "./take-forwarded.ts";

export interface OpenNodesPorts extends TakePorts {
  readonly nodes: NodeStore;
  readonly membership: Membership;
}

export function openNodes({ nodes, membership, ...ports }: OpenNodesPorts): EngineNodes {
  return {
    self: ports.node,
    list: async () => nodeStatuses(await nodes.members(), ports.node),
    ring: () => ({ version: membership.ring.version, members: [...membership.ring.members.keys()].sort() }),
    onChange: (listener) => membership.onChange(listener),
    take: (command, signal) => takeForwarded(command, { ...ports, signal }),
  };
}
