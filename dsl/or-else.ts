/** What `orElse` makes. */
export interface OrElse<Route> {
  readonly kind: "orElse";
  readonly route: Route;
  readonly otherwise: Otherwise;
}

/** Where a command goes whose route gives no key. */
export type Otherwise = "random" | "static";

/**
 * A route whose key may be missing or empty: such a command is not refused, but goes to a stream of its own (`"random"`), or with all
 * others like it to the one stream `unresolved` (`"static"`). A payload field may then be optional or null.
 *
 * @example
 * ```ts
 * .route(orElse("accountId", "random"), { Import: orElse(byMetadata("tenant"), "static") })
 * ```
 */
export function orElse<const Route extends string | object>(route: Route, otherwise: Otherwise): OrElse<Route> {
  return Object.freeze({ kind: "orElse", route, otherwise });
}
