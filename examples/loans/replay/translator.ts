import { application } from "../application.ts";
import { offer } from "../offer.ts";
import { workItem } from "../work-item.ts";
import type { LogRow } from "./log-row.ts";
import { offerTracker } from "./offer-tracker.ts";
import { workKinds } from "./work-kinds.ts";

/** A command as it goes over HTTP. */
export interface Command {
  readonly name: string;
  readonly payload: unknown;
}

/**
 * What each row of the log asks for. The log names neither offers nor work items, so their ids are made here, from the rows before:
 * rows of one application must come in their order. The server's answers play no part, so every run translates alike.
 *
 * @throws Error on a row that no command stands for
 */
export function translator(): (row: LogRow) => Command {
  const offerOf = offerTracker();
  return (row) => {
    const command = toCommand(row, offerOf);
    if (command !== undefined) return command;
    throw new Error(
      `Cannot translate row ${row.number}: nothing is known of "${row.activity}" ${row.lifecycle}; mend the log or teach the translator`,
    );
  };
}

function toCommand(row: LogRow, offerOf: (row: LogRow) => string): Command | undefined {
  if (row.activity === "A_SUBMITTED") return submit(row);
  if (row.activity.startsWith("A_")) return onApplication(row);
  if (row.activity.startsWith("O_")) return onOffer(row, offerOf(row));
  return onWorkItem(row);
}

function submit({ caseId, amount, at }: LogRow): Command {
  return application.commands.SubmitApplication({ applicationId: caseId, amount, submittedAt: at });
}

interface Act {
  readonly resource: string;
  readonly at: string;
}

const { commands: onApplications } = application;
const applicationSteps = new Map<string, (act: Act & { readonly applicationId: string }) => Command>([
  ["A_PARTLYSUBMITTED", onApplications.PartlySubmitApplication],
  ["A_PREACCEPTED", onApplications.PreacceptApplication],
  ["A_ACCEPTED", onApplications.AcceptApplication],
  ["A_FINALIZED", onApplications.FinalizeApplication],
  ["A_APPROVED", onApplications.ApproveApplication],
  ["A_REGISTERED", onApplications.RegisterApplication],
  ["A_ACTIVATED", onApplications.ActivateApplication],
  ["A_DECLINED", onApplications.DeclineApplication],
  ["A_CANCELLED", onApplications.CancelApplication],
]);

function onApplication({ activity, caseId, resource, at }: LogRow): Command | undefined {
  return applicationSteps.get(activity)?.({ applicationId: caseId, resource, at });
}

const { commands: onOffers } = offer;
const offerSteps = new Map<string, (act: Act & { readonly offerId: string }) => Command>([
  ["O_CREATED", onOffers.CreateOffer],
  ["O_SENT", onOffers.SendOffer],
  ["O_SENT_BACK", onOffers.SendBackOffer],
  ["O_ACCEPTED", onOffers.AcceptOffer],
  ["O_DECLINED", onOffers.DeclineOffer],
  ["O_CANCELLED", onOffers.CancelOffer],
]);

function onOffer({ activity, caseId, resource, at }: LogRow, offerId: string): Command | undefined {
  if (activity === "O_SELECTED") return onOffers.SelectOffer({ offerId, applicationId: caseId, resource, at });
  return offerSteps.get(activity)?.({ offerId, resource, at });
}

function onWorkItem({ activity, lifecycle, caseId, resource, at }: LogRow): Command | undefined {
  const kind = workKinds.get(activity);
  if (kind === undefined) return undefined;
  const act = { workItemId: `${caseId}-${kind}`, resource, at };
  if (lifecycle === "SCHEDULE") return workItem.commands.ScheduleWorkItem({ ...act, applicationId: caseId, kind });
  if (lifecycle === "START") return workItem.commands.StartWorkItem(act);
  return lifecycle === "COMPLETE" ? workItem.commands.CompleteWorkItem(act) : undefined;
}
