import { projection, query } from "myelin";
import * as v from "valibot";
import { house, houseTable } from "./vocabulary.ts";

projection
  .fold("houses", { table: houseTable, initial: { city: "" } })
  .on(house, { Built: (_, { city }) => ({ city }) })
  .queries({
    cityOf: query(v.object({ houseId: v.number() }), ({ houseId }, { rows }) => rows.get(houseId)),
  });
