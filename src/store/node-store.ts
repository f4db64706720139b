/** What a node has to say of another. */
export interface NodeWarning {
  /** Id of the node that it is about. */
  readonly node: string;
  readonly message: string;
}

/** What a node tells of itself to those that share its database. */
export interface NodeCard {
  /** Where other nodes reach it; null: they send it nothing. */
  readonly address: string | null;
  /** How many points it has on the ring of nodes. */
  readonly loadFactor: number;
  /** Names of the commands that it handles, sorted. */
  readonly commands: readonly string[];
  readonly warnings: readonly NodeWarning[];
}

/** A node that lives. */
export interface NodeMember extends NodeCard {
  readonly id: string;
  readonly joinedAt: Date;
  /** Milliseconds until others take it for dead, by the store's clock. */
  readonly leaseMs: number;
}

/** The nodes that share a database. They tell of themselves by `renew` of the segments: one sign of life for everything. */
export interface NodeStore {
  /** All that live, by id. */
  members(): Promise<readonly NodeMember[]>;
}
