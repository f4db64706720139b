import { application, type CommandTypesIn, projection } from "myelin";
import { house, houseTable } from "../mistakes/vocabulary.ts";
import type { Same } from "../support/same.ts";
import { counter } from "./aggregate.ts";

const houses = projection
  .fold("houses", { table: houseTable, initial: { city: "" } })
  .on(house, { Built: (_, { city }) => ({ city }) });

export const town = application("town", [house, houses, counter]);

export const commands: Same<keyof CommandTypesIn<typeof town>, "Build" | "Sell" | "Count"> = true;

// An application may be empty, or take its components from a list; then compile alone says what is wrong with it.
export const nothing = application("nothing", []);
export const listed = application("listed", [houses].concat());
