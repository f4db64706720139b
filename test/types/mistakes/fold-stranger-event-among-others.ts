import { projection } from "myelin";
import { house, houseTable } from "./vocabulary.ts";

projection.fold("houses", { table: houseTable, initial: { city: "" } }).on(house, {
  Built: (_, { city }) => ({ city }),
  Soldd: () => null,
});
