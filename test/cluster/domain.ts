import * as v from "valibot";
import { aggregate, application } from "../../src/mod.ts";

/** Counts, so that what is lost or doubled shows in its stream. */
const tally = aggregate("tally", {
  initial: () => 0,
  events: { Added: v.object({ by: v.number() }) },
  commands: { Add: v.object({ tallyId: v.string(), by: v.number() }) },
})
  .route("tallyId")
  .evolve({ Added: (sum, { by }) => sum + by })
  .decide({ Add: (_, { by }, { emit }) => emit.Added({ by }) });

export const tallies = application("tallies", [tally]);
