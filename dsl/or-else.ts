/** What `orElse` makes. */
export interface OrElse<Route> {
  readonly kind: "orElse";
  readonly route: Route;
  readonly otherwise: Otherwise;
}

/** Where a command goes whose route gives no key. */
export type Otherwise = "random" | "static";

/**
 * A route whose key may be missing or empty: such a command goes to a stream of its own (`"random"`, another one on each
 * submission without an id), or to the one stream `unresolved` (`"static"`), instead of being refused. A payload field may then be
 * optional or null.
 *
 * @example
 * ```ts
 * .route(orElse("accountId", "random"), { Import: orElse(byMetadata("tenant"), "static") })
 * ```
 */
export function orElse<const Route extends string | object>(route: Route, otherwise: Otherwise): OrElse<Route> {
  return Object.freeze({ kind: "orElse", route, otherwise });
}
