import { type StateWithData, type WorkflowTools, workflow } from "myelin";
import * as v from "valibot";
import { order } from "./order.js";

export const unstartedCollection = workflow("collection", {
  sends: [order],
  states: { waiting: v.object({ cents: v.number() }) },
  timers: { Due: v.object({ times: v.number() }) },
  signals: { Paid: v.object({ cents: v.number() }) },
  joins: ["reminders"],
  input: v.object({ cents: v.number() }),
  result: v.object({ cents: v.number() }),
});

export const startedCollection = unstartedCollection
  .start(order, {
    OrderPlaced: ({ cents }, { schedule, become }) => [
      schedule.Due({ in: "14 days" }, { times: 1 }),
      become.waiting({ cents }),
    ],
  })
  .startWith(({ cents }, { become, wait }) => [become.waiting({ cents }), wait.Paid({ within: "1 day" })]);

export const collection = startedCollection
  .in("waiting", (here) =>
    here
      .on(
        order,
        { OrderPaid: ({ cents }, _, { complete }) => complete({ cents }) },
        { by: (_, { stream }) => stream.id },
      )
      .onRejected({ PayOrder: { WrongAmount: (_, { owed }, { fail }) => fail(`${owed} cents are owed`) } })
      .onTimer({ Due: ({ cents }, _, { id, send }) => send.PayOrder({ orderId: id, cents }) }),
  )
  .onSignal({ Paid: (_, { cents }, { complete }) => complete({ cents }) })
  .onTimeout({ Paid: (_, __, { fail }) => fail("Not paid") })
  .onJoined({ reminders: () => undefined });

export const parent = workflow("parent", { spawns: [collection] })
  .cron({ Monthly: { at: "0 3 1 * *", do: (_, { spawn }) => spawn.collection({ cents: 1 }) } })
  .onChild({ collection: { completed: (_, __, { complete }) => complete() } });

export type Waiting = StateWithData<NonNullable<(typeof collection)["~types"]>>;
export type Tools = WorkflowTools;
