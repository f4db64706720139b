/** What a node process is started with: its only argument, as JSON. */
export interface NodeSettings {
  readonly name: string;
  readonly database: string;
  readonly port: number;
  /** As it tells the others. */
  readonly address: string;
  /** With a projection beside the aggregate. */
  readonly summed: boolean;
}

/** What a node tells when it is asked. */
export interface NodeFacts {
  readonly ring: { readonly version: number; readonly members: readonly string[] };
  /** Streams that were loaded from the database. */
  readonly loads: number;
  /** Lines of warnings, as logged. */
  readonly warnings: readonly string[];
}

export type NodeMessage = { readonly kind: "ready" } | ({ readonly kind: "facts" } & NodeFacts);

export const clusterSecret = "the secret of a test's cluster";
export const adminToken = "the-operators";
