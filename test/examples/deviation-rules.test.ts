import { expect, it } from "vitest";
import { deviation } from "../../examples/loans/deviation.ts";

const facts = {
  applicationId: "a-1",
  rule: "WorkItemNotStarted",
  command: "CompleteWorkItem",
  activity: "W_Nabellen offertes COMPLETE",
  resource: "c-101",
  at: "2026-01-05T09:00:00+01:00",
};

it("a deviation is recorded once, with all that the log says", () => {
  const record = deviation.commands.RecordDeviation({ deviationId: "row-7-abc", ...facts });
  const recorded = deviation.events.DeviationRecorded(facts);
  expect(deviation.decide(deviation.initial(), record)).toEqual(recorded);
  expect(deviation.decide(deviation.fold([recorded]), record)).toEqual(deviation.rejections.DeviationAlreadyRecorded());
});
