import type { Position, RetryNode } from "../../src/mod.ts";
import type { AggregateIn } from "./aggregate-in.ts";
import type { HeaderValues } from "./client-options.ts";

/** Which events are wanted, from where on, and how a lost connection is mended. */
export interface FollowOptions<Type extends string = string> {
  /** Default `first`: everything that is in the log. */
  readonly after?: Position | "first" | "latest";
  /** Qualified types; default: all. */
  readonly types?: readonly Type[];
  readonly aggregates?: readonly AggregateIn<Type>[];
  /** Of a single stream. */
  readonly stream?: { readonly type: AggregateIn<Type>; readonly id: string };
  /** Ends the iteration. */
  readonly signal?: AbortSignal;
  /** Of connections that fail one after another. Default: a random pause up to 500 ms, doubling up to 30 s, for ever. */
  readonly retry?: RetryNode;
  /** Milliseconds without a byte after which a connection is taken for dead; default 45,000: three of the server's signs of life. */
  readonly idleMs?: number;
  readonly headers?: HeaderValues;
}
