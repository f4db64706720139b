import { MyelinError } from "../../base/error.ts";

/** How many callers wait at once for projections to get on: each holds a connection, a timer and memory. */
export interface OpenWaits {
  /**
   * The work, counted while it lasts.
   *
   * @throws MyelinError `overloaded` where as many wait as may
   */
  within<T>(work: () => Promise<T>): Promise<T>;
}

export function openWaits(max: number): OpenWaits {
  let open = 0;
  return {
    within: async (work) => {
      if (open >= max) throw tooMany(max);
      open++;
      try {
        return await work();
      } finally {
        open--;
      }
    },
  };
}

function tooMany(max: number): MyelinError {
  const message = `Cannot wait for a projection: ${max} callers wait already; ask again later, or without a position`;
  return new MyelinError("overloaded", message);
}
