import { projection, query } from "myelin";
import * as v from "valibot";
import { house, houseTable } from "./vocabulary.ts";

projection
  .free("houses", { tables: [houseTable] })
  .on(house, { Sold: (db) => db.delete(houseTable) })
  .queries({ all: query(v.object({}), (_, { rows }) => rows.list()) });
