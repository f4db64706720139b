import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Numbers that a seed reproduces. */
export interface Draw {
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** True with this probability, in per cent. */
  percent(chance: number): boolean;
  /** One of them. @throws RangeError where there are none */
  of<T>(values: readonly T[]): T;
}

export function drawing(seed: number): Draw {
  const generator = xoroshiro128plus(seed);
  const between = (from: number, to: number): number => uniformInt(generator, from, to);
  return {
    between,
    percent: (chance) => between(0, 99) < chance,
    of: (values) => {
      const value = values[between(0, values.length - 1)];
      if (value === undefined) throw new RangeError("Cannot draw: there is nothing to draw from");
      return value;
    },
  };
}
