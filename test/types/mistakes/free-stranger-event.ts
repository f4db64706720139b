import { projection } from "myelin";
import { house, houseTable } from "./vocabulary.ts";

projection.free("houses", { tables: [houseTable] }).on(house, {
  Soldd: (db) => db.delete(houseTable),
});
