import type { Invalid } from "./invalid.ts";

type KeysOfUnion<T> = T extends unknown ? keyof T : never;

/** Lists and maps are not looked into: a mutable one has methods that its read-only kind has not. */
type Collection = readonly unknown[] | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>;

type Stray<Returned, Target> = 0 extends 1 & Returned
  ? never
  : Returned extends Collection
    ? never
    : Returned extends object
      ? Exclude<keyof Returned, KeysOfUnion<Target>>
      : never;

/** Fields of what a handler returns that its target does not have; never where all is well. */
export type StrayFields<Handler, Target> = Handler extends (...args: never[]) => infer Returned
  ? Stray<Returned, Target>
  : never;

/**
 * Refuses fields that the target has not: the compiler checks no excess properties on what an arrow returns,
 * so that `{ ...state, citty }` would pass in silence.
 */
export type NoStray<H, Target, What extends string> = {
  readonly [K in keyof H]: [StrayFields<H[K], Target>] extends [never]
    ? unknown
    : (...args: never[]) => Invalid<`${What} has no field \`${StrayFields<H[K], Target> & string}\``>;
};
