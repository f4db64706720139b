import { aggregate } from "myelin";
import * as v from "valibot";
import { Id, Time } from "./fields.ts";

/** Something that happened in the bank although a rule forbids it. */
const Deviation = v.object({
  applicationId: Id,
  /** The name of the rejection. */
  rule: v.string(),
  /** The command that was refused. */
  command: v.string(),
  /** As the log calls what happened, for example `W_Nabellen offertes COMPLETE`. */
  activity: v.string(),
  resource: v.string(),
  at: Time,
});

/** A row of the log that a rule refused, kept so that no row is lost. One stream a row. */
export const deviation = aggregate("deviation", {
  initial: (): { recorded: boolean } => ({ recorded: false }),
  events: { DeviationRecorded: Deviation },
  commands: { RecordDeviation: v.object({ deviationId: Id, ...Deviation.entries }) },
  rejections: { DeviationAlreadyRecorded: "The deviation was recorded before" },
})
  .route("deviationId")
  .evolve({ DeviationRecorded: () => ({ recorded: true }) })
  .decide({
    RecordDeviation: ({ recorded }, { deviationId: _, ...facts }, { emit, reject }) =>
      recorded ? reject.DeviationAlreadyRecorded() : emit.DeviationRecorded(facts),
  });
