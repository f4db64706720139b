import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Chance that comes out the same in every run. */
export interface Dice {
  /** True in `part` of the cases, 0 to 1. */
  chance(part: number): boolean;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  oneOf<T>(items: readonly [T, ...T[]]): T;
  shuffled<T>(items: readonly T[]): readonly T[];
}

export function dice(seed: number): Dice {
  const generator = xoroshiro128plus(seed);
  const between = (least: number, most: number): number => uniformInt(generator, least, most);
  return {
    between,
    chance: (part) => uniformFloat64(generator) < part,
    oneOf: (items) => items[between(0, items.length - 1)] ?? items[0],
    shuffled: (items) =>
      items
        .map((item) => [between(0, 1e6), item] as const)
        .sort(([a], [b]) => a - b)
        .map(([, item]) => item),
  };
}
