import { projection } from "myelin";
import { house, priceTable } from "./vocabulary.ts";

projection.fold("prices", { table: priceTable, initial: { houses: 0 } }).on(house, {
  Sold: (row) => ({ houses: row.houses + 1 }),
});
