import { projection } from "myelin";
import { house, houseTable } from "./vocabulary.ts";

projection
  .fold("houses", { table: houseTable, initial: { city: "" }, life: "inline" })
  .on(house, { Sold: (_, { price }) => ({ price }) }, { by: (_, { stream }) => stream.id });
