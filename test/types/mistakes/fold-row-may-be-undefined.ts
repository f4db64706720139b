import { projection } from "myelin";
import { house, houseTable } from "./vocabulary.ts";

projection.fold("houses", { table: houseTable }).on(house, {
  Sold: (row, { price }) => ({ city: row.city, price }),
});
