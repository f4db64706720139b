import { aggregate } from "myelin";
import * as v from "valibot";
import { Act, Id } from "./fields.ts";

type OfferStatus = "none" | "selected" | "created" | "sent" | "sentBack" | "accepted" | "declined" | "cancelled";

const OnOffer = v.object({ offerId: Id, ...Act.entries });
const Refusal = v.object({ status: v.string() });

/** An offer to an applicant: selected, created, sent, perhaps sent back signed; then accepted, declined or cancelled. */
export const offer = aggregate("offer", {
  initial: (): { status: OfferStatus } => ({ status: "none" }),
  events: {
    OfferSelected: v.object({ applicationId: Id, ...Act.entries }),
    OfferCreated: Act,
    OfferSent: Act,
    OfferSentBack: Act,
    OfferAccepted: Act,
    OfferDeclined: Act,
    OfferCancelled: Act,
  },
  commands: {
    SelectOffer: v.object({ applicationId: Id, ...OnOffer.entries }),
    CreateOffer: OnOffer,
    SendOffer: OnOffer,
    SendBackOffer: OnOffer,
    AcceptOffer: OnOffer,
    DeclineOffer: OnOffer,
    CancelOffer: OnOffer,
  },
  rejections: {
    OfferAlreadySelected: "The offer was selected before",
    OfferNotSelected: Refusal,
    OfferNotCreated: Refusal,
    /** Nobody can answer an offer that was not sent, or was answered or cancelled before. */
    OfferNotWithCustomer: Refusal,
    OfferNotOpen: Refusal,
  },
})
  .route("offerId")
  .evolve({
    OfferSelected: () => ({ status: "selected" }),
    OfferCreated: () => ({ status: "created" }),
    OfferSent: () => ({ status: "sent" }),
    OfferSentBack: () => ({ status: "sentBack" }),
    OfferAccepted: () => ({ status: "accepted" }),
    OfferDeclined: () => ({ status: "declined" }),
    OfferCancelled: () => ({ status: "cancelled" }),
  })
  .decide({
    SelectOffer: ({ status }, { applicationId, resource, at }, { emit, reject }) =>
      status === "none" ? emit.OfferSelected({ applicationId, resource, at }) : reject.OfferAlreadySelected(),
    CreateOffer: ({ status }, { resource, at }, { emit, reject }) =>
      status === "selected" ? emit.OfferCreated({ resource, at }) : reject.OfferNotSelected({ status }),
    SendOffer: ({ status }, { resource, at }, { emit, reject }) =>
      status === "created" ? emit.OfferSent({ resource, at }) : reject.OfferNotCreated({ status }),
    SendBackOffer: ({ status }, { resource, at }, { emit, reject }) =>
      status === "sent" ? emit.OfferSentBack({ resource, at }) : reject.OfferNotWithCustomer({ status }),
    AcceptOffer: ({ status }, { resource, at }, { emit, reject }) =>
      isAnswerable(status) ? emit.OfferAccepted({ resource, at }) : reject.OfferNotWithCustomer({ status }),
    DeclineOffer: ({ status }, { resource, at }, { emit, reject }) =>
      isAnswerable(status) ? emit.OfferDeclined({ resource, at }) : reject.OfferNotWithCustomer({ status }),
    CancelOffer: ({ status }, { resource, at }, { emit, reject }) =>
      isOpen(status) ? emit.OfferCancelled({ resource, at }) : reject.OfferNotOpen({ status }),
  });

/** Most customers send the signed offer back; some say by telephone that they accept or do not want it. */
function isAnswerable(status: OfferStatus): boolean {
  return status === "sent" || status === "sentBack";
}

function isOpen(status: OfferStatus): boolean {
  return status === "selected" || status === "created" || isAnswerable(status);
}
