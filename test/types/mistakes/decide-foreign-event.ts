import { aggregate } from "myelin";
import * as v from "valibot";
import { evolved } from "./vocabulary.ts";

const garage = aggregate("garage", {
  initial: () => 0,
  events: { Parked: v.object({ car: v.string() }) },
  commands: { Park: v.object({ garageId: v.string(), car: v.string() }) },
})
  .route("garageId")
  .evolve({ Parked: (cars) => cars + 1 })
  .decide({ Park: (_, { car }, { emit }) => emit.Parked({ car }) });

evolved.decide({
  Build: () => garage.events.Parked({ car: "a" }),
  Sell: (_, { price }, { emit }) => emit.Sold({ price }),
});
