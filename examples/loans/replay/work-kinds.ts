import type { InferOutput } from "valibot";
import type { WorkKind } from "../work-item.ts";

/** The bank's Dutch names of its work, and the domain's. */
export const workKinds: ReadonlyMap<string, InferOutput<typeof WorkKind>> = new Map([
  ["W_Afhandelen leads", "handle-leads"],
  ["W_Completeren aanvraag", "complete-application"],
  ["W_Nabellen offertes", "call-after-offer"],
  ["W_Nabellen incomplete dossiers", "call-for-missing-papers"],
  ["W_Valideren aanvraag", "validate-application"],
  ["W_Beoordelen fraude", "assess-fraud"],
  ["W_Wijzigen contractgegevens", "change-contract"],
]);
