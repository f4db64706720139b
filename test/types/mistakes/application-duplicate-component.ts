import { application, projection } from "myelin";
import { house, houseTable } from "./vocabulary.ts";

const houses = projection
  .fold("house", { table: houseTable, initial: { city: "" } })
  .on(house, { Built: (_, { city }) => ({ city }) });

application("town", [
  house,
  houses,
]);
