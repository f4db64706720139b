import * as v from "valibot";
import { aggregate, application, workflow } from "../../../src/mod.ts";

const Due = v.object({ dueAt: v.number() });

/** Sets many alarms at once: one event for each. */
const alarmClock = aggregate("alarm-clock", {
  initial: (): null => null,
  events: { AlarmSet: v.object({ alarmId: v.string(), dueAt: v.number() }) },
  commands: { SetAlarms: v.object({ clockId: v.string(), dueAt: v.array(v.number()) }) },
  rejections: {},
})
  .route("clockId")
  .evolve({ AlarmSet: () => null })
  .decide({
    SetAlarms: (_, { clockId, dueAt }, { emit }) =>
      dueAt.map((due, nth) => emit.AlarmSet({ alarmId: `${clockId}-${nth}`, dueAt: due })),
  });

/** An instance for each alarm. It stays when its timer has fired, so that a second time would be written down, too. */
const ring = workflow("ring", {
  sends: [],
  states: { set: Due, rung: v.object({ times: v.number() }) },
  timers: { Ring: Due },
  segments: 8,
})
  .start(
    alarmClock,
    {
      AlarmSet: ({ dueAt }, { schedule, become }) => [
        schedule.Ring({ at: new Date(dueAt) }, { dueAt }),
        become.set({ dueAt }),
      ],
    },
    { by: ({ alarmId }) => alarmId },
  )
  .in("set", (here) => here.onTimer({ Ring: (_, __, { become }) => become.rung({ times: 1 }) }))
  .in("rung", (here) => here.onTimer({ Ring: ({ times }, _, { become }) => become.rung({ times: times + 1 }) }));

/** What the timers are set by and belong to. */
export const alarms = application("alarms", [alarmClock, ring]);
