import { application as applicationOf } from "myelin";
import { application } from "./application.ts";
import { deviation } from "./deviation.ts";
import { followUp } from "./follow-up.ts";
import { offer } from "./offer.ts";
import { deviations } from "./projections/deviations.ts";
import { offers } from "./projections/offers.ts";
import { outcomes } from "./projections/outcomes.ts";
import { sizes } from "./projections/sizes.ts";
import { throughput } from "./projections/throughput.ts";
import { workload } from "./projections/workload.ts";
import { workItem } from "./work-item.ts";

/** A bank's loans: what `compile` turns into tables and the engine runs. */
export const loans = applicationOf("loans", [
  application,
  offer,
  workItem,
  deviation,
  followUp,
  outcomes,
  offers,
  workload,
  sizes,
  throughput,
  deviations,
]);
