import type { AggregateDeclaration, CheckDeclaration } from "./aggregate-declaration.ts";
import type { AggregateDef, VocabularyDef } from "./aggregate-def.ts";
import type { UndecidedAggregate, UnevolvedAggregate, UnroutedAggregate } from "./aggregate-phases.ts";
import { nodesByName, routeNode, type WrittenRoute } from "./key-functions.ts";
import { decidedAggregate } from "./optional-phases.ts";
import { byRoute } from "./policy.ts";
import type { InputOf, OutputOf, Schema } from "./schema.ts";

/**
 * Declares an aggregate: what decides on commands, one stream of events at a time. Goes on with `route`, `evolve`, `decide` and,
 * where the defaults do not do, `sequence`, `intercept`, `retry`, `snapshot`, `upcast` and `cache`. Each phase is a new immutable
 * object; nothing is registered anywhere.
 *
 * @example
 * ```ts
 * const counter = aggregate("counter", {
 *   initial: () => 0,
 *   events: { Counted: v.object({ by: v.number() }) },
 *   commands: { Count: v.object({ counterId: v.string(), by: v.number() }) },
 *   rejections: { TooMuch: "The counter ends at 100" },
 * })
 *   .route("counterId")
 *   .evolve({ Counted: (count, { by }) => count + by })
 *   .decide({ Count: (count, { by }, { emit, reject }) => (count + by > 100 ? reject.TooMuch() : emit.Counted({ by })) });
 * ```
 */
export function aggregate<const N extends string, V extends AggregateDeclaration>(
  name: N,
  declaration: V & CheckDeclaration<V>,
): UnroutedAggregate<{
  readonly name: N;
  readonly state: ReturnType<V["initial"]>;
  readonly events: { readonly [K in keyof V["events"]]: OutputOf<V["events"][K]> };
  readonly commands: { readonly [K in keyof V["commands"]]: OutputOf<V["commands"][K]> };
  readonly inputs: { readonly [K in keyof V["commands"]]: InputOf<V["commands"][K]> };
  readonly rejections: {
    readonly [K in keyof V["rejections"]]: V["rejections"][K] extends Schema ? OutputOf<V["rejections"][K]> : null;
  };
}> {
  const vocabulary = {
    initial: declaration.initial,
    events: Object.freeze({ ...declaration.events }),
    commands: Object.freeze({ ...declaration.commands }),
    rejections: Object.freeze({ ...declaration.rejections }),
  };
  // The definition is types only: at run time all phases are alike.
  return unrouted<VocabularyDef>({ kind: "aggregate", name, ...vocabulary }) as never;
}

function unrouted<D extends VocabularyDef>(node: UnroutedAggregate<D>["node"]): UnroutedAggregate<D> {
  return Object.freeze<UnroutedAggregate<D>>({
    node: Object.freeze(node),
    route: (by: WrittenRoute, exceptions?: object) =>
      unevolved<D>({ ...node, route: routeNode(by, "route"), routes: nodesByName(exceptions, routeNode) }),
  });
}

function unevolved<D extends VocabularyDef>(node: UnevolvedAggregate<D>["node"]): UnevolvedAggregate<D> {
  return Object.freeze<UnevolvedAggregate<D>>({
    node: Object.freeze(node),
    evolve: (handlers) => undecided<D>({ ...node, evolve: Object.freeze({ ...handlers }) }),
  });
}

function undecided<D extends VocabularyDef>(node: UndecidedAggregate<D>["node"]): UndecidedAggregate<D> {
  return Object.freeze<UndecidedAggregate<D>>({
    node: Object.freeze(node),
    decide: (handlers) =>
      // The definition, which now knows outcomes, is types only.
      decidedAggregate<AggregateDef>({
        ...node,
        decide: Object.freeze({ ...handlers }),
        sequence: byRoute(),
        sequences: Object.freeze({}),
      }) as never,
  });
}
