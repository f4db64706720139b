import type { Invalid } from "./invalid.ts";

/** Refuses keys of `H` that `Known` does not have: a misspelt name would otherwise pass as an extra property. */
export type NoStranger<H, Known, What extends string> = {
  readonly [K in Exclude<keyof H, keyof Known>]: Invalid<`${What} \`${K & string}\` is not declared`>;
};
