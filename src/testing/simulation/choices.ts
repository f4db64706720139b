import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Random numbers that a seed decides: the same on every runtime. */
export interface Chance {
  /** From 0 to below `count`. */
  below(count: number): number;
  /** True once in `count` times. */
  oneIn(count: number): boolean;
}

export function chanceOf(seed: number): Chance {
  const generator = xoroshiro128plus(seed);
  const below = (count: number): number => (count <= 1 ? 0 : uniformInt(generator, 0, count - 1));
  return { below, oneIn: (count) => below(count) === 0 };
}
