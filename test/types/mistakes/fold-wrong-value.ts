import { projection } from "myelin";
import { house, houseTable } from "./vocabulary.ts";

projection.fold("houses", { table: houseTable, initial: { city: "" } }).on(house, {
  Sold: (_, { price }) => ({ price: String(price) }),
});
