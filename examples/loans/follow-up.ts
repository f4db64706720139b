import { type Duration, workflow } from "myelin";
import * as v from "valibot";
import { Id } from "./fields.ts";
import { offer } from "./offer.ts";
import { workItem } from "./work-item.ts";

/** How long the bank waits for an answer before it calls, and before it takes the offer back. By the engine's clock. */
const callAfter: Duration = "3 days";
const cancelAfter: Duration = "30 days";

const Case = v.object({ applicationId: Id });

/** Who does what nobody does by hand. */
const resource = "follow-up";

/** Sees to it that an offer gets an answer: the customer is called some days after it was sent, and after 30 days it is cancelled. One instance for each offer, called like it. */
export const followUp = workflow("follow-up", {
  sends: [offer, workItem],
  states: { preparing: Case, waiting: Case, cancelling: Case },
  timers: { Call: v.object({}), Cancel: v.object({}) },
  result: v.picklist(["answered", "cancelled by hand", "cancelled"]),
})
  .start(offer, { OfferSelected: ({ applicationId }, { become }) => become.preparing({ applicationId }) })
  .on(
    offer,
    {
      OfferSent: (state, _, { become, schedule }) =>
        state === null
          ? undefined
          : [schedule.Call({ in: callAfter }), schedule.Cancel({ in: cancelAfter }), become.waiting(state)],
      OfferSentBack: (_, __, { complete }) => complete("answered"),
      OfferAccepted: (_, __, { complete }) => complete("answered"),
      OfferDeclined: (_, __, { complete }) => complete("answered"),
      OfferCancelled: (_, __, { state, complete }) =>
        complete(state === "cancelling" ? "cancelled" : "cancelled by hand"),
    },
    { by: (_, { stream }) => stream.id },
  )
  .in("waiting", (here) =>
    here
      .onTimer({
        Call: ({ applicationId }, _, { send, now }) =>
          send.ScheduleWorkItem({
            workItemId: `${applicationId}-call-after-offer`,
            applicationId,
            kind: "call-after-offer",
            resource,
            at: now.toISOString(),
          }),
        Cancel: (state, _, { id, send, become, now }) => [
          send.CancelOffer({ offerId: id, resource, at: now.toISOString() }),
          become.cancelling(state),
        ],
      })
      // Somebody has it on their list already.
      .onRejected({ ScheduleWorkItem: { WorkItemAlreadyWaiting: () => undefined } }),
  )
  // It was answered while this was on its way: the answer's event ends the instance.
  .onRejected({ CancelOffer: { OfferNotOpen: () => undefined } });
