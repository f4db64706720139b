import { projection } from "myelin";
import { house, houseTable } from "./vocabulary.ts";

projection.free("houses", { tables: [houseTable] }).on(house, {
  Sold: (db) => {
    db.delete(houseTable);
  },
});
