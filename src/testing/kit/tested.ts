import type { EventMessage, RejectionMessage } from "../../model/message.ts";
import type { AggregateNode, FoldNode, FreeNode } from "../../model/node.ts";

/** A finished aggregate, as far as a test needs it. */
export interface TestedAggregate {
  readonly node: AggregateNode;
  readonly "~types"?:
    | { readonly state: unknown; readonly events: object; readonly inputs: object; readonly rejections: object }
    | undefined;
}

/** A finished projection. */
export interface TestedProjection {
  readonly node: FoldNode | FreeNode;
  readonly "~types"?: object | undefined;
}

type TypesOf<T extends { readonly "~types"?: object | undefined }> = NonNullable<T["~types"]>;

/** The state of an aggregate. */
export type TestedState<A extends TestedAggregate> = TypesOf<A>["state"];

/** Messages of an aggregate's events. */
export type TestedEvent<A extends TestedAggregate> = {
  [K in keyof TypesOf<A>["events"]]: EventMessage<K & string, TypesOf<A>["events"][K]>;
}[keyof TypesOf<A>["events"]];

/** Messages of its commands. */
export type TestedCommand<A extends TestedAggregate> = {
  [K in keyof TypesOf<A>["inputs"]]: {
    readonly kind: "command";
    readonly name: K & string;
    readonly payload: TypesOf<A>["inputs"][K];
  };
}[keyof TypesOf<A>["inputs"]];

/** Messages of its rejections. */
export type TestedRejection<A extends TestedAggregate> = {
  [K in keyof TypesOf<A>["rejections"]]: RejectionMessage<K & string, TypesOf<A>["rejections"][K]>;
}[keyof TypesOf<A>["rejections"]];

/** Rows of a projection. */
export type TestedRow<P extends TestedProjection> = TypesOf<P> extends { readonly row: infer Row } ? Row : never;

/** Events of one stream. */
export interface StreamHistory {
  readonly aggregate: AggregateNode;
  readonly id: string;
  readonly events: readonly EventMessage[];
}

/**
 * Events of one stream, for projections and workflows, which see those of many.
 *
 * ```ts
 * happened(account, "a-1", account.events.MoneyDeposited({ amount: 80 }))
 * ```
 */
export function happened<A extends TestedAggregate>(
  aggregate: A,
  id: string,
  ...events: readonly TestedEvent<A>[]
): StreamHistory {
  // The makers of an aggregate's messages make nothing else.
  return { aggregate: aggregate.node, id, events: events as readonly unknown[] as readonly EventMessage[] };
}
