import type { RingChange, RingListener } from "./membership.ts";
import type { ForwardedCommand, NodeAnswer } from "./node-connector.ts";
import type { NodeStatus } from "./node-status.ts";

/** The nodes that share the engine's database. */
export interface EngineNodes {
  /** This node's id. */
  readonly self: string;
  /** All that live, by id. */
  list(): Promise<readonly NodeStatus[]>;
  /** This node's ring as of its last look; of version 0 and empty without a cluster. */
  ring(): RingChange;
  /** Calls the listener with each change of this node's ring. Returns how to leave. */
  onChange(listener: RingListener): () => void;
  /** Handles a command that another node sent, for connectors to call. Never rejects; what was meant for a third node is not handled. */
  take(command: ForwardedCommand, signal?: AbortSignal): Promise<NodeAnswer>;
}
