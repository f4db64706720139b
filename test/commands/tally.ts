import * as v from "valibot";
import { aggregate, application, compile } from "../../src/mod.ts";
import type { Tables } from "../../src/model/tables.ts";

const Amount = v.object({ by: v.number() });

/** A sum that ends at 100, and does nothing for zero: as little as a command side can be shown with. */
export const tally = aggregate("tally", {
  initial: () => 0,
  events: { Added: Amount, Noted: v.object({ text: v.string() }) },
  commands: {
    Add: v.object({ tallyId: v.string(), ...Amount.entries, group: v.optional(v.nullable(v.string())) }),
    Note: v.object({ tallyId: v.string(), text: v.string() }),
    Fail: v.object({ tallyId: v.string() }),
  },
  rejections: { TooMuch: v.object({ left: v.number() }), NotNow: "Not now" },
})
  .route("tallyId")
  .evolve({ Added: (sum, { by }) => sum + by, Noted: (sum) => sum })
  .decide({
    Add: (sum, { by }, { emit, reject }) => {
      if (by === 0) return undefined;
      return sum + by > 100 ? reject.TooMuch({ left: 100 - sum }) : emit.Added({ by });
    },
    Note: (_, { text }, { emit }) => emit.Noted({ text }),
    Fail: () => {
      throw new Error("the decider has a bug");
    },
  });

/** Tables of an application with one aggregate. */
export function tablesOf(
  component: Parameters<typeof application>[1][number],
  options: Parameters<typeof application>[2] = {},
): Tables {
  // The types of `application` check names across components; here is only one.
  return compile(application("tallying", [component] as never, options));
}

/** A command that adds to a tally. */
export function add(tallyId: string, by: number): { command: string; payload: object } {
  return { command: "Add", payload: { tallyId, by } };
}
