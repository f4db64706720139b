import type { FoldLife } from "../src/model/node.ts";

/** What the types know of a fold projection. */
export interface FoldDef {
  readonly name: string;
  readonly row: object;
  /** The key columns, in order. */
  readonly key: readonly string[];
  /** Whether a row that does not exist yet has initial values. */
  readonly initial: boolean;
  readonly life: FoldLife;
  /** By query: its parameters and its answer. */
  readonly queries: object;
}

/** What the types know of a free projection. */
export interface FreeDef {
  readonly name: string;
  /** The properties of event data that it is sequenced by. */
  readonly sequencedBy: string;
  /** By query: its parameters and its answer. */
  readonly queries: object;
}
