import { once, projection } from "myelin";
import { house, houseTable } from "./vocabulary.ts";

projection.fold("houses", { table: houseTable, initial: { city: "" } }).on(house, {
  Built: once((_, { city }) => ({ citty: city })),
  Sold: once((_, { prize }) => ({ price: prize })),
});
