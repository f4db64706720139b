import type { App, Break } from "../options.ts";

/** What a node process is started with: its only argument, as JSON. */
export interface NodeSettings {
  /** Differs for each start, also of the same node. */
  readonly name: string;
  readonly app: App;
  readonly url: string;
  readonly break: Break | undefined;
}

/** Milliseconds. Short, so that a minute holds many ends of leases. */
export const leaseMs = 3_000;

/** Milliseconds that a stopped node is stopped: longer than its lease. */
export const stopMs = leaseMs + 1_500;

/** What a node tells the harness. */
export type NodeMessage =
  | { readonly kind: "ready"; readonly url: string }
  /** Another transaction was in the same segment at once. */
  | { readonly kind: "overlap"; readonly segment: string };
