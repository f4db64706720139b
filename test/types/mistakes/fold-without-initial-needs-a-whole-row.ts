import { projection } from "myelin";
import { house, houseTable } from "./vocabulary.ts";

projection.fold("houses", { table: houseTable }).on(house, {
  Built: (_, { city }) => ({ city, price: null }),
  Sold: (_, { price }) => ({ price }),
});
