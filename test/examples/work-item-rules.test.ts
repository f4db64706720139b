import { describe, expect, it } from "vitest";
import { workItem } from "../../examples/loans/work-item.ts";

const { commands, events, rejections } = workItem;
const nine = { resource: "c-101", at: "2026-01-05T09:00:00+01:00" };
const ten = { resource: "c-102", at: "2026-01-05T10:00:00+01:00" };
const workItemId = "a-1-validate-application";
const plan = { applicationId: "a-1", kind: "validate-application" } as const;
const scheduled = events.WorkItemScheduled({ ...plan, ...nine });
const started = events.WorkItemStarted(nine);
const completed = events.WorkItemCompleted({ ...ten, workedMs: 3_600_000 });
const start = commands.StartWorkItem({ workItemId, ...nine });
const complete = commands.CompleteWorkItem({ workItemId, ...ten });
const schedule = commands.ScheduleWorkItem({ workItemId, ...plan, ...nine });

describe("a work item", () => {
  it("is not started before it was scheduled", () => {
    expect(workItem.decide(workItem.initial(), start)).toEqual(rejections.WorkItemNotScheduled());
    expect(workItem.decide(workItem.fold([scheduled]), start)).toEqual(started);
  });

  it("is not completed before it was started, nor twice", () => {
    for (const history of [[], [scheduled], [scheduled, started, completed]])
      expect(workItem.decide(workItem.fold(history), complete)).toEqual(rejections.WorkItemNotStarted());
    const late = [scheduled, events.WorkItemStarted({ ...nine, at: "2026-01-05T11:00:00+01:00" })];
    expect(workItem.decide(workItem.fold(late), complete)).toEqual(rejections.WorkItemNotStarted());
  });

  it("tells how long it was worked on", () => {
    expect(workItem.decide(workItem.fold([scheduled, started]), complete)).toEqual(completed);
  });

  it("is taken up again after it was completed, but not while somebody works on it", () => {
    expect(workItem.decide(workItem.fold([scheduled, started, completed]), start)).toEqual(started);
    expect(workItem.decide(workItem.fold([scheduled, started]), start)).toEqual(
      rejections.WorkItemAlreadyStarted({ startedAt: nine.at }),
    );
  });

  it("is scheduled again once it was taken up, also by whoever works on it", () => {
    expect(workItem.decide(workItem.fold([scheduled]), schedule)).toEqual(rejections.WorkItemAlreadyWaiting());
    expect(workItem.decide(workItem.fold([scheduled, started]), schedule)).toEqual(scheduled);
    expect(workItem.decide(workItem.fold([scheduled, started, completed]), schedule)).toEqual(scheduled);
    expect(workItem.decide(workItem.fold([scheduled, started, scheduled]), complete)).toEqual(completed);
  });
});
