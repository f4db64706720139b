import { aggregate } from "myelin";
import * as v from "valibot";
import { Act, Id, Time } from "./fields.ts";

/** What makes a grant: the bank does the three in any order, mostly within one millisecond. */
type Formality = "approved" | "registered" | "activated";

type ApplicationState =
  | { status: "none" | "submitted" | "partlySubmitted" | "preaccepted" | "accepted" | "finalized" }
  | { status: "granted"; formalities: readonly Formality[] }
  | { status: "declined" | "cancelled" };

const OnApplication = v.object({ applicationId: Id, ...Act.entries });
const Refusal = v.object({ status: v.string() });

/** A loan application on its way through the bank: submitted and examined, then granted, declined or cancelled. */
export const application = aggregate("application", {
  initial: (): ApplicationState => ({ status: "none" }),
  events: {
    ApplicationSubmitted: v.object({ amount: v.number(), submittedAt: Time }),
    ApplicationPartlySubmitted: Act,
    ApplicationPreaccepted: Act,
    ApplicationAccepted: Act,
    ApplicationFinalized: Act,
    ApplicationApproved: Act,
    ApplicationRegistered: Act,
    ApplicationActivated: Act,
    ApplicationDeclined: Act,
    ApplicationCancelled: Act,
  },
  commands: {
    // In euro. The log has one application for 0, so 0 is allowed.
    SubmitApplication: v.object({ applicationId: Id, amount: v.pipe(v.number(), v.minValue(0)), submittedAt: Time }),
    PartlySubmitApplication: OnApplication,
    PreacceptApplication: OnApplication,
    AcceptApplication: OnApplication,
    FinalizeApplication: OnApplication,
    ApproveApplication: OnApplication,
    RegisterApplication: OnApplication,
    ActivateApplication: OnApplication,
    DeclineApplication: OnApplication,
    CancelApplication: OnApplication,
  },
  rejections: {
    AlreadySubmitted: "The application was submitted before",
    /** Too early: another step comes first. */
    ApplicationNotReady: Refusal,
    /** Too late: it was granted, declined or cancelled. */
    ApplicationDecided: Refusal,
  },
})
  .route("applicationId")
  .evolve({
    ApplicationSubmitted: () => ({ status: "submitted" }),
    ApplicationPartlySubmitted: () => ({ status: "partlySubmitted" }),
    ApplicationPreaccepted: () => ({ status: "preaccepted" }),
    ApplicationAccepted: () => ({ status: "accepted" }),
    ApplicationFinalized: () => ({ status: "finalized" }),
    ApplicationApproved: (state) => grant(state, "approved"),
    ApplicationRegistered: (state) => grant(state, "registered"),
    ApplicationActivated: (state) => grant(state, "activated"),
    ApplicationDeclined: () => ({ status: "declined" }),
    ApplicationCancelled: () => ({ status: "cancelled" }),
  })
  .decide({
    SubmitApplication: ({ status }, { amount, submittedAt }, { emit, reject }) =>
      status === "none" ? emit.ApplicationSubmitted({ amount, submittedAt }) : reject.AlreadySubmitted(),
    PartlySubmitApplication: ({ status }, { resource, at }, { emit, reject }) =>
      status === "submitted" ? emit.ApplicationPartlySubmitted({ resource, at }) : refuse(status, reject),
    PreacceptApplication: ({ status }, { resource, at }, { emit, reject }) =>
      status === "partlySubmitted" ? emit.ApplicationPreaccepted({ resource, at }) : refuse(status, reject),
    AcceptApplication: ({ status }, { resource, at }, { emit, reject }) =>
      status === "preaccepted" ? emit.ApplicationAccepted({ resource, at }) : refuse(status, reject),
    FinalizeApplication: ({ status }, { resource, at }, { emit, reject }) =>
      status === "accepted" ? emit.ApplicationFinalized({ resource, at }) : refuse(status, reject),
    ApproveApplication: (state, { resource, at }, { emit, reject }) =>
      mayGrant(state, "approved") ? emit.ApplicationApproved({ resource, at }) : refuse(state.status, reject),
    RegisterApplication: (state, { resource, at }, { emit, reject }) =>
      mayGrant(state, "registered") ? emit.ApplicationRegistered({ resource, at }) : refuse(state.status, reject),
    ActivateApplication: (state, { resource, at }, { emit, reject }) =>
      mayGrant(state, "activated") ? emit.ApplicationActivated({ resource, at }) : refuse(state.status, reject),
    DeclineApplication: ({ status }, { resource, at }, { emit, reject }) =>
      isPending(status) ? emit.ApplicationDeclined({ resource, at }) : refuse(status, reject),
    CancelApplication: ({ status }, { resource, at }, { emit, reject }) =>
      isPending(status) ? emit.ApplicationCancelled({ resource, at }) : refuse(status, reject),
  });

type Status = ApplicationState["status"];

function isDecided(status: Status): boolean {
  return status === "granted" || status === "declined" || status === "cancelled";
}

function isPending(status: Status): boolean {
  return status !== "none" && !isDecided(status);
}

/** A finalized application may be granted: each formality once, in whatever order. */
function mayGrant(state: ApplicationState, formality: Formality): boolean {
  return state.status === "granted" ? !state.formalities.includes(formality) : state.status === "finalized";
}

function grant(state: ApplicationState, formality: Formality): ApplicationState {
  return { status: "granted", formalities: [...(state.status === "granted" ? state.formalities : []), formality] };
}

interface Refusals<TooEarly, TooLate> {
  readonly ApplicationNotReady: (data: { status: string }) => TooEarly;
  readonly ApplicationDecided: (data: { status: string }) => TooLate;
}

function refuse<TooEarly, TooLate>(status: Status, reject: Refusals<TooEarly, TooLate>): TooEarly | TooLate {
  return isDecided(status) ? reject.ApplicationDecided({ status }) : reject.ApplicationNotReady({ status });
}
