import { aggregate } from "myelin";
import * as v from "valibot";
import { Act, Id } from "./fields.ts";

/** What is done for an application, by hand. */
export const WorkKind = v.picklist([
  "handle-leads",
  "complete-application",
  "call-after-offer",
  "call-for-missing-papers",
  "validate-application",
  "assess-fraud",
  "change-contract",
]);

/**
 * `waiting`: scheduled and not taken up since. `startedAt`: somebody works on it. Both at once is no contradiction: whoever
 * works on an item may schedule the next round of it.
 */
interface WorkItemState {
  readonly scheduled: boolean;
  readonly waiting: boolean;
  readonly startedAt: string | null;
}

const OnWorkItem = v.object({ workItemId: Id, ...Act.entries });

/** One kind of work on one application: scheduled, then worked on in as many sessions as it takes. */
export const workItem = aggregate("work-item", {
  initial: (): WorkItemState => ({ scheduled: false, waiting: false, startedAt: null }),
  events: {
    WorkItemScheduled: v.object({ applicationId: Id, kind: WorkKind, ...Act.entries }),
    WorkItemStarted: Act,
    WorkItemCompleted: v.object({ ...Act.entries, workedMs: v.number() }),
  },
  commands: {
    ScheduleWorkItem: v.object({ applicationId: Id, kind: WorkKind, ...OnWorkItem.entries }),
    StartWorkItem: OnWorkItem,
    CompleteWorkItem: OnWorkItem,
  },
  rejections: {
    WorkItemAlreadyWaiting: "The work item is scheduled already and nobody has taken it up since",
    WorkItemNotScheduled: "The work item was never scheduled",
    WorkItemAlreadyStarted: v.object({ startedAt: v.string() }),
    WorkItemNotStarted: "The work item was not started, or was completed since",
  },
})
  .route("workItemId")
  .evolve({
    WorkItemScheduled: (state) => ({ ...state, scheduled: true, waiting: true }),
    WorkItemStarted: (state, { at }) => ({ ...state, waiting: false, startedAt: at }),
    WorkItemCompleted: (state) => ({ ...state, startedAt: null }),
  })
  .decide({
    ScheduleWorkItem: ({ waiting }, { applicationId, kind, resource, at }, { emit, reject }) =>
      waiting ? reject.WorkItemAlreadyWaiting() : emit.WorkItemScheduled({ applicationId, kind, resource, at }),
    StartWorkItem: ({ scheduled, startedAt }, { resource, at }, { emit, reject }) => {
      if (!scheduled) return reject.WorkItemNotScheduled();
      if (startedAt !== null) return reject.WorkItemAlreadyStarted({ startedAt });
      return emit.WorkItemStarted({ resource, at });
    },
    CompleteWorkItem: ({ startedAt }, { resource, at }, { emit, reject }) => {
      const workedMs = startedAt === null ? -1 : Date.parse(at) - Date.parse(startedAt);
      return workedMs < 0 ? reject.WorkItemNotStarted() : emit.WorkItemCompleted({ resource, at, workedMs });
    },
  });
