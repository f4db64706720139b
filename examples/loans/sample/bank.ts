import type { CaseFile } from "./case-file.ts";

const leads = "W_Afhandelen leads";
const completing = "W_Completeren aanvraag";
const calling = "W_Nabellen offertes";
const askingForPapers = "W_Nabellen incomplete dossiers";
const validating = "W_Valideren aanvraag";
const fraud = "W_Beoordelen fraude";

/** What may happen to one application, from the first row to the last. Chances and durations are made up. */
export function goThroughBank(file: CaseFile): void {
  file.happens("A_SUBMITTED");
  file.happens("A_PARTLYSUBMITTED");
  if (!file.chance(0.3) && isPromising(file)) {
    file.happens("A_PREACCEPTED");
    if (complete(file)) negotiate(file);
  } else {
    file.happens("A_DECLINED");
  }
}

function isPromising(file: CaseFile): boolean {
  if (file.chance(0.4)) lookAtLead(file);
  return file.chance(0.75);
}

function lookAtLead(file: CaseFile): void {
  const work = file.chance(0.05) ? fraud : leads;
  file.schedule(work);
  sessions(file, { work, most: 2 });
}

/** Whether it came to an offer. */
function complete(file: CaseFile): boolean {
  file.schedule(completing);
  sessions(file, { work: completing, most: 4 });
  if (file.chance(0.03)) return false;
  session(file, {
    work: completing,
    during: () => {
      if (file.chance(0.15)) file.happens("A_DECLINED");
      else if (file.chance(0.18)) file.happens("A_CANCELLED");
      else firstOffer(file);
    },
  });
  return file.rows.some((row) => row.includes("O_SENT"));
}

function firstOffer(file: CaseFile): void {
  file.happens("A_ACCEPTED");
  const [first = "", second = ""] = file.shuffled(["O_SELECTED", "A_FINALIZED"]);
  file.happens(first);
  file.andAtOnce(second);
  file.happens("O_CREATED");
  file.happens("O_SENT");
  file.schedule(calling);
}

function negotiate(file: CaseFile): void {
  sessions(file, { work: calling, most: 3 });
  while (file.chance(0.25)) session(file, { work: calling, during: () => replaceOffer(file) });
  if (file.chance(0.08)) return;
  if (file.chance(0.35)) {
    giveUp(file);
  } else {
    sendBack(file);
    validate(file);
  }
}

function sendBack(file: CaseFile): void {
  session(file, {
    work: calling,
    during: () => {
      file.happens("O_SENT_BACK");
      file.schedule(validating);
    },
  });
}

/** The bank selects the new offer before it cancels the old one, and schedules the next call during this one. */
function replaceOffer(file: CaseFile): void {
  file.happens("O_SELECTED");
  file.andAtOnce("O_CANCELLED");
  file.happens("O_CREATED");
  file.happens("O_SENT");
  file.schedule(calling);
}

function giveUp(file: CaseFile): void {
  session(file, {
    work: calling,
    during: () => {
      const [first = "", second = ""] = file.shuffled(["A_CANCELLED", "O_CANCELLED"]);
      file.happens(first);
      file.andAtOnce(second);
    },
  });
}

function validate(file: CaseFile): void {
  while (file.chance(0.35)) askForPapers(file);
  if (file.chance(0.04)) return;
  session(file, {
    work: validating,
    during: () => {
      const grant = ["A_APPROVED", "A_REGISTERED", "A_ACTIVATED", "O_ACCEPTED"];
      const [first = "", ...others] = file.shuffled(file.chance(0.75) ? grant : ["A_DECLINED", "O_DECLINED"]);
      file.happens(first);
      for (const other of others) file.andAtOnce(other);
    },
  });
}

function askForPapers(file: CaseFile): void {
  session(file, { work: validating, during: () => file.schedule(askingForPapers) });
  if (file.chance(0.1)) file.schedule(askingForPapers);
  sessions(file, { work: askingForPapers, most: 3 });
  file.schedule(validating);
}

function sessions(file: CaseFile, { work, most }: { readonly work: string; readonly most: number }): void {
  const times = file.between(1, most);
  for (let time = 0; time < times; time += 1) session(file, { work });
}

interface Session {
  readonly work: string;
  readonly during?: () => void;
}

/** Somebody works on it. Now and then it is completed twice: the deviation that the real bank has most of. */
function session(file: CaseFile, { work, during = () => {} }: Session): void {
  file.later({ least: 1, most: 60 });
  file.start(work);
  during();
  file.complete(work);
  if (!file.chance(0.015)) return;
  file.later({ least: 1, most: 100 });
  file.complete(work);
}
