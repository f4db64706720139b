import { projection, query } from "myelin";
import * as v from "valibot";
import { houseTable } from "./vocabulary.ts";

projection
  .fold("houses", { table: houseTable, initial: { city: "" } })
  .queries({ all: query(v.object({}), (_, { rows }) => rows.list()) });
